/* A fault at the n-th call that changes a file system, counted over a command and all it starts.
 *
 * Preloaded into every process of the command. They share one page (a file named by
 * INJECT_PAGE, sizeof(struct page) bytes), which counts the calls and lists the processes.
 *
 *   INJECT_HOW=count    let everything happen, count it
 *   INJECT_HOW=before   kill all processes of the session before the call
 *   INJECT_HOW=after    kill them after it
 *   INJECT_HOW=torn     write half of the bytes, then kill; only calls that write are counted
 *   INJECT_HOW=own      kill the one process that makes the call, before it
 *   INJECT_HOW=signal   send INJECT_SIGNAL to the session's first process group, as a terminal
 *                       does; with INJECT_GAP=g once more, g calls later
 *   INJECT_HOW=fail     the call fails with errno INJECT_ERRNO; with INJECT_STICKY every later one
 *
 *   INJECT_AT=n         which call, from 1;  INJECT_LOG=file  a line for each call
 *
 * Counted are calls on regular files and folders; pipes, /dev and /proc are not. What a disk that
 * is full never refuses (unlink, rmdir) does not fail with ENOSPC.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PROCESSES 4096

struct page {
    atomic_long calls;
    atomic_long fired;
    atomic_int processes;
    atomic_int pid[PROCESSES];
};

enum how { COUNT, BEFORE, AFTER, TORN, OWN, SIGNAL, FAIL };
enum sort { MAKES, REMOVES, WRITES, SYNCS };
enum fate { GO, DIE_AFTER, HALF, REFUSE };

static struct page *page;
static enum how how;
static long at, gap;
static int number, sticky, log_fd = -1;

static const struct { const char *word; enum how how; } WORDS[] = {
    {"count", COUNT}, {"before", BEFORE}, {"after", AFTER}, {"torn", TORN},
    {"own", OWN}, {"signal", SIGNAL}, {"fail", FAIL},
};

static long setting(const char *name)
{
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

/* When a process starts; a process that forks without exec calls it again in its child. */
__attribute__((constructor)) void inject_enter(void)
{
    const char *file = getenv("INJECT_PAGE"), *word = getenv("INJECT_HOW"), *log;
    if (!file || !word)
        return;
    int fd = syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0)
        return;
    void *shared = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (shared == MAP_FAILED)
        return;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (!strcmp(word, WORDS[i].word))
            how = WORDS[i].how;
    at = setting("INJECT_AT");
    gap = setting("INJECT_GAP");
    sticky = (int)setting("INJECT_STICKY");
    number = (int)(how == SIGNAL ? setting("INJECT_SIGNAL") : setting("INJECT_ERRNO"));
    if ((log = getenv("INJECT_LOG")))
        log_fd = syscall(SYS_openat, AT_FDCWD, log,
                         O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    page = shared;
    int slot = atomic_fetch_add(&page->processes, 1);
    if (slot < PROCESSES)
        atomic_store(&page->pid[slot], getpid());
}

/* Every process of this session that was ever preloaded; then this one. */
static void end_all(void)
{
    pid_t session = getsid(0), own = getpid();
    int many = atomic_load(&page->processes);
    for (int i = 0; i < many && i < PROCESSES; i++) {
        pid_t pid = atomic_load(&page->pid[i]);
        if (pid != own && getsid(pid) == session)
            kill(pid, SIGKILL);
    }
    kill(own, SIGKILL);
    for (;;)
        pause();
}

static void note(long n, const char *call, int fd, const char *path)
{
    char target[512] = "", line[768], link[64];
    if (log_fd < 0)
        return;
    if (!path) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t got = readlink(link, target, sizeof target - 1);
        target[got > 0 ? got : 0] = 0;
        path = target;
    }
    int size = snprintf(line, sizeof line, "%ld\t%s\t%s\t%s\n", n, program_invocation_short_name,
                        call, path);
    if (size > 0)
        syscall(SYS_write, log_fd, line, (size_t)size < sizeof line ? (size_t)size : sizeof line);
}

static enum fate refuse(void)
{
    errno = number;
    return REFUSE;
}

/* Count one call; what is to become of it. */
static enum fate meet(enum sort sort, const char *call, int fd, const char *path)
{
    if (!page || (how == TORN && sort != WRITES))
        return GO;
    int kept = errno;
    long n = atomic_fetch_add(&page->calls, 1) + 1;
    note(n, call, fd, path);
    errno = kept;
    if (how == FAIL && number == ENOSPC && sort == REMOVES)
        return GO;
    if (how == FAIL && sticky && n > at)
        return refuse();
    if (how == SIGNAL && gap && n == at + gap)
        kill(-getsid(0), number);
    if (n != at)
        return GO;
    atomic_store(&page->fired, n);
    switch (how) {
    case BEFORE: end_all(); break;
    case OWN: kill(getpid(), SIGKILL); break;
    case SIGNAL: kill(-getsid(0), number); break;
    case AFTER: return DIE_AFTER;
    case TORN: return HALF;
    case FAIL: return refuse();
    case COUNT: break;
    }
    return GO;
}

static int plain(int fd)
{
    struct stat st;
    return page && fd != log_fd && !fstat(fd, &st) && S_ISREG(st.st_mode);
}

static int counted(const char *path)
{
    return page && strncmp(path, "/proc/", 6)
        && (strncmp(path, "/dev/", 5) || !strncmp(path, "/dev/shm/", 9));
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* A call that either happens or not. */
#define WHOLE(sort, name, fd, path, failed, ...) \
    REAL(name); \
    enum fate fate = meet(sort, #name, fd, path); \
    if (fate == REFUSE) return failed; \
    __typeof__(failed) result = real(__VA_ARGS__); \
    if (fate == DIE_AFTER) end_all(); \
    return result

/* A call that may write a part. */
#define PART(name, fd, size, half, ...) \
    REAL(name); \
    if (!plain(fd)) return real(__VA_ARGS__); \
    enum fate fate = meet(WRITES, #name, fd, NULL); \
    if (fate == REFUSE) return -1; \
    if (fate == HALF) { (void)!(half); end_all(); } \
    ssize_t result = real(__VA_ARGS__); \
    if (fate == DIE_AFTER) end_all(); \
    return result

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); \
    }
#define CHANGES(flags) ((flags) & (O_CREAT | O_TRUNC))

int open(const char *path, int flags, ...)
{
    MODE(flags)
    if (!CHANGES(flags) || !counted(path)) { REAL(open); return real(path, flags, mode); }
    WHOLE(MAKES, open, -1, path, -1, path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
    MODE(flags)
    if (!CHANGES(flags) || !counted(path)) { REAL(open64); return real(path, flags, mode); }
    WHOLE(MAKES, open64, -1, path, -1, path, flags, mode);
}
int openat(int dir, const char *path, int flags, ...)
{
    MODE(flags)
    if (!CHANGES(flags) || !counted(path)) { REAL(openat); return real(dir, path, flags, mode); }
    WHOLE(MAKES, openat, -1, path, -1, dir, path, flags, mode);
}
int openat64(int dir, const char *path, int flags, ...)
{
    MODE(flags)
    if (!CHANGES(flags) || !counted(path)) { REAL(openat64); return real(dir, path, flags, mode); }
    WHOLE(MAKES, openat64, -1, path, -1, dir, path, flags, mode);
}
int creat(const char *path, mode_t mode) { WHOLE(MAKES, creat, -1, path, -1, path, mode); }
int mkstemp(char *path) { WHOLE(MAKES, mkstemp, -1, path, -1, path); }
int mkstemp64(char *path) { WHOLE(MAKES, mkstemp64, -1, path, -1, path); }
int mkdir(const char *path, mode_t mode) { WHOLE(MAKES, mkdir, -1, path, -1, path, mode); }
int mkdirat(int dir, const char *path, mode_t mode)
{
    WHOLE(MAKES, mkdirat, -1, path, -1, dir, path, mode);
}
int link(const char *old, const char *new) { WHOLE(MAKES, link, -1, new, -1, old, new); }
int linkat(int a, const char *old, int b, const char *new, int flags)
{
    WHOLE(MAKES, linkat, -1, new, -1, a, old, b, new, flags);
}
int symlink(const char *to, const char *path) { WHOLE(MAKES, symlink, -1, path, -1, to, path); }
int symlinkat(const char *to, int dir, const char *path)
{
    WHOLE(MAKES, symlinkat, -1, path, -1, to, dir, path);
}
int rename(const char *old, const char *new) { WHOLE(MAKES, rename, -1, new, -1, old, new); }
int renameat(int a, const char *old, int b, const char *new)
{
    WHOLE(MAKES, renameat, -1, new, -1, a, old, b, new);
}
int renameat2(int a, const char *old, int b, const char *new, unsigned flags)
{
    WHOLE(MAKES, renameat2, -1, new, -1, a, old, b, new, flags);
}
int unlink(const char *path) { WHOLE(REMOVES, unlink, -1, path, -1, path); }
int unlinkat(int dir, const char *path, int flags)
{
    WHOLE(REMOVES, unlinkat, -1, path, -1, dir, path, flags);
}
int rmdir(const char *path) { WHOLE(REMOVES, rmdir, -1, path, -1, path); }
int chmod(const char *path, mode_t mode) { WHOLE(REMOVES, chmod, -1, path, -1, path, mode); }
int fchmod(int fd, mode_t mode) { WHOLE(REMOVES, fchmod, fd, NULL, -1, fd, mode); }
int ftruncate(int fd, off_t size) { WHOLE(MAKES, ftruncate, fd, NULL, -1, fd, size); }
int ftruncate64(int fd, off64_t size) { WHOLE(MAKES, ftruncate64, fd, NULL, -1, fd, size); }
int fsync(int fd) { WHOLE(SYNCS, fsync, fd, NULL, -1, fd); }
int fdatasync(int fd) { WHOLE(SYNCS, fdatasync, fd, NULL, -1, fd); }

ssize_t write(int fd, const void *data, size_t size)
{
    PART(write, fd, size, real(fd, data, size / 2), fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t start)
{
    PART(pwrite, fd, size, real(fd, data, size / 2, start), fd, data, size, start);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t start)
{
    PART(pwrite64, fd, size, real(fd, data, size / 2, start), fd, data, size, start);
}
ssize_t writev(int fd, const struct iovec *parts, int many)
{
    PART(writev, fd, many, many > 1 ? real(fd, parts, many / 2) : 0, fd, parts, many);
}
ssize_t sendfile(int out, int in, off_t *start, size_t size)
{
    PART(sendfile, out, size, real(out, in, start, 1), out, in, start, size);
}
ssize_t sendfile64(int out, int in, off64_t *start, size_t size)
{
    PART(sendfile64, out, size, real(out, in, start, 1), out, in, start, size);
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags)
{
    PART(copy_file_range, out, size, real(in, from, out, to, 1, flags), in, from, out, to, size,
         flags);
}
