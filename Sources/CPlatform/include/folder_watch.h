/* Notices changed files in folders, with inotify. */
#ifndef ZARTOP_FOLDER_WATCH_H
#define ZARTOP_FOLDER_WATCH_H

/* A non-blocking descriptor that becomes readable when a file of a watched folder has been written, moved or
   removed; -1 with errno. */
int zt_folder_watch_open(void);

/* Watches a folder; 0, or -1 with errno. */
int zt_folder_watch_add(int watch, const char *folder);

/* Forgets what has happened so far; 1 when something had. */
int zt_folder_watch_drain(int watch);

#endif
