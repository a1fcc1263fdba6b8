/* The macros, globals and variadics of curses.h that Swift cannot see. State lives elsewhere: a static in a
   header would exist once for every module that imports it. */
#ifndef ZARTOP_CCURSES_SHIM_H
#define ZARTOP_CCURSES_SHIM_H

/* Before any header of the C library, or cchar_t and its kin do not exist. */
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#if !__has_include(<curses.h>)
#error "ncurses headers not found: install libncurses-dev"
#endif
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <term.h>
#include <wchar.h>

/* Globals: Swift 6 refuses to read them. */
static inline WINDOW *zt_stdscr(void) { return stdscr; }
static inline WINDOW *zt_curscr(void) { return curscr; }
static inline int zt_colors(void) { return COLORS; }

/* Macros made with NCURSES_BITS are not imported. */
static inline attr_t zt_a_bold(void) { return A_BOLD; }
static inline attr_t zt_a_dim(void) { return A_DIM; }
static inline attr_t zt_a_italic(void) { return A_ITALIC; }
static inline attr_t zt_a_underline(void) { return A_UNDERLINE; }
static inline attr_t zt_a_reverse(void) { return A_REVERSE; }

/* Draws n wide characters with one look. The pair goes through the last argument because the one before it
   carries only 15 bits. The bottom right cell returns ERR although it is drawn. */
static inline void zt_put_run(WINDOW *w, int y, int x, attr_t a, int pair, const wchar_t *s, int n) {
    wattr_set(w, a, (short)0, &pair);
    if (wmove(w, y, x) != ERR) (void)waddnwstr(w, s, n);
}

/* tigetstr with its two failures, absent and not a string, as one. */
static inline const char *zt_capability(const char *name) {
    const char *s = tigetstr(name);
    return s == (const char *)-1 ? NULL : s;
}

/* The bytes that move the cursor; tparm is variadic. */
static inline const char *zt_move_bytes(int y, int x) {
    const char *cup = zt_capability("cup");
    return cup ? tparm(cup, (long)y, (long)x, 0L, 0L, 0L, 0L, 0L, 0L, 0L) : NULL;
}

/* Hidden from Swift's Glibc. */
extern int wcwidth(wchar_t);
static inline int zt_wcwidth(wchar_t c) { return wcwidth(c); }

/* Makes the user's character encoding the process's, and says whether it is UTF-8. */
static inline int zt_use_utf8(void) {
    return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

#endif
