/*
 * The program of a thread for tasks: build/bundle.mjs puts the bundle of task-thread.ts, as text,
 * in the place of this file: a thread needs a program of its own, and the build is one file.
 */
export declare const TASK_THREAD: string;
