/*
 * What a client of the native fuzzer has received: whether it is a row of answers.
 */
#ifndef MICROHTTPD_ANSWERS_H
#define MICROHTTPD_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What goes beyond is not looked at. */
#define ANSWER_BYTES_MAX 400000

typedef struct {
  uint8_t octets[ANSWER_BYTES_MAX];
  size_t bytes;
  /* An answer to HEAD looks like one with content: nothing behind the first head is looked at. */
  bool mayBeHead;
  uint32_t lastSent;
} Answers;

void openAnswers(Answers *answers);
/* What the client sends. */
void noteRequest(Answers *answers, const uint8_t *octets, size_t bytes);
void takeAnswers(Answers *answers, const uint8_t *octets, size_t bytes);
/* The last one may be cut off. */
void closeAnswers(const Answers *answers);

#endif
