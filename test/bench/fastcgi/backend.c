/*
 * The FastCGI application behind the servers that are measured: it reads all content, answers in 13
 * octets, or in 1 GiB where the query says so.
 *
 *     backend SOCKET
 */
#include <fcgiapp.h>
#include <stdlib.h>
#include <string.h>

#define BACKLOG 1024
#define LARGE_BYTES (1L << 30)

static char octets[65536];

int main(int count, char **arguments) {
  FCGX_Request request;
  if (count != 2 || FCGX_Init() != 0) return 1;
  const int listener = FCGX_OpenSocket(arguments[1], BACKLOG);
  if (listener < 0 || FCGX_InitRequest(&request, listener, 0) != 0) return 1;
  memset(octets, 'x', sizeof octets);
  while (FCGX_Accept_r(&request) == 0) {
    const char *query = FCGX_GetParam("QUERY_STRING", request.envp);
    while (FCGX_GetStr(octets, sizeof octets, request.in) > 0) continue;
    FCGX_FPrintF(request.out, "Content-Type: text/plain\r\n\r\n");
    if (query != NULL && strcmp(query, "large") == 0) {
      for (long at = 0; at < LARGE_BYTES; at += (long)sizeof octets) {
        if (FCGX_PutStr(octets, sizeof octets, request.out) < 0) break;
      }
    } else {
      FCGX_PutStr("hello, world\n", 13, request.out);
    }
    FCGX_Finish_r(&request);
  }
  return 0;
}
