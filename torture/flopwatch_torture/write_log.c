/* Record what a process asks of the files below WRITE_LOG_ROOT, in order, in the file WRITE_LOG.

   Loaded by LD_PRELOAD, it sees the calls of SQLite and of Python alike. Records, each a line, W followed by its data:
     C INODE PATH      a file was created        W INODE OFFSET SIZE   bytes were written
     T INODE SIZE      it was cut or extended    S INODE               it was forced to the disk
     D PATH            a folder was forced       U PATH                a name was removed
     R OLD\tNEW        a name was moved
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
static int log_fd = -1;
static char root[PATH_MAX];
static char *folder_of[MOST]; /* path of an opened folder */
static unsigned long inode_of[MOST];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void begin(void) {
  if (log_fd >= 0 || !getenv("WRITE_LOG") || !getenv("WRITE_LOG_ROOT")) return;
  int (*open_it)(const char *, int, ...) = real("open64");
  snprintf(root, sizeof root, "%s/", getenv("WRITE_LOG_ROOT"));
  log_fd = open_it(getenv("WRITE_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0666);
}

static void record(const char *head, const void *data, size_t size) {
  static ssize_t (*write_it)(int, const struct iovec *, int);
  if (!write_it) write_it = real("writev");
  struct iovec parts[2] = {{(void *)head, strlen(head)}, {(void *)data, size}};
  if (write_it(log_fd, parts, size ? 2 : 1) < 0) abort();
}

static int is_inside(const char *path, char *whole) {
  begin();
  if (log_fd < 0 || !path) return 0;
  if (path[0] == '/') snprintf(whole, PATH_MAX, "%s", path);
  else {
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here)) return 0;
    if (snprintf(whole, PATH_MAX, "%s/%s", here, path) >= PATH_MAX) return 0;
  }
  size_t n = strlen(root);
  return !strncmp(whole, root, n) || (strlen(whole) == n - 1 && !strncmp(whole, root, n - 1));
}

static int opened(const char *name, const char *path, int flags, mode_t mode) {
  int (*open_it)(const char *, int, ...) = real(name);
  char whole[PATH_MAX], head[PATH_MAX + 64];
  if (!is_inside(path, whole)) return open_it(path, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat about;
  int new = (flags & O_CREAT) && stat(path, &about) != 0;
  int fd = open_it(path, flags, mode), error = errno;
  if (fd >= 0 && fd < MOST && !fstat(fd, &about)) {
    free(folder_of[fd]);
    folder_of[fd] = S_ISDIR(about.st_mode) ? strdup(whole) : NULL;
    inode_of[fd] = S_ISREG(about.st_mode) ? about.st_ino : 0;
    if (new) snprintf(head, sizeof head, "C %lu %s\n", inode_of[fd], whole), record(head, NULL, 0);
    else if ((flags & O_TRUNC) && inode_of[fd]) snprintf(head, sizeof head, "T %lu 0\n", inode_of[fd]), record(head, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return fd;
}

#define MODE(flags, mode) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *path, int flags, ...) { MODE(flags, mode) return opened("open", path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opened("open64", path, flags, mode); }

int close(int fd) {
  int (*close_it)(int) = real("close");
  if (fd >= 0 && fd < MOST) {
    pthread_mutex_lock(&lock);
    inode_of[fd] = 0;
    free(folder_of[fd]);
    folder_of[fd] = NULL;
    pthread_mutex_unlock(&lock);
  }
  return close_it(fd);
}

static int is_watched(int fd) { return log_fd >= 0 && fd >= 0 && fd < MOST && inode_of[fd]; }

static void wrote(int fd, const void *data, ssize_t size, off64_t at) {
  char head[128];
  snprintf(head, sizeof head, "W %lu %lld %zd\n", inode_of[fd], (long long)at, size);
  record(head, data, size);
}

ssize_t write(int fd, const void *data, size_t size) {
  static ssize_t (*write_it)(int, const void *, size_t);
  if (!write_it) write_it = real("write");
  if (!is_watched(fd)) return write_it(fd, data, size);
  pthread_mutex_lock(&lock);
  struct stat about;
  int appends = fcntl(fd, F_GETFL) & O_APPEND;
  off64_t at = appends && !fstat(fd, &about) ? about.st_size : lseek64(fd, 0, SEEK_CUR);
  ssize_t done = write_it(fd, data, size);
  int error = errno;
  if (done > 0) wrote(fd, data, done, at);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

static ssize_t put(const char *name, int fd, const void *data, size_t size, off64_t at) {
  ssize_t (*write_it)(int, const void *, size_t, off64_t) = real(name);
  if (!is_watched(fd)) return write_it(fd, data, size, at);
  pthread_mutex_lock(&lock);
  ssize_t done = write_it(fd, data, size, at);
  int error = errno;
  if (done > 0) wrote(fd, data, done, at);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return put("pwrite", fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return put("pwrite64", fd, data, size, at); }

static int cut(const char *name, int fd, off64_t size) {
  int (*cut_it)(int, off64_t) = real(name);
  char head[128];
  int done = cut_it(fd, size), error = errno;
  if (!done && is_watched(fd)) {
    pthread_mutex_lock(&lock);
    snprintf(head, sizeof head, "T %lu %lld\n", inode_of[fd], (long long)size), record(head, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  errno = error;
  return done;
}
int ftruncate(int fd, off_t size) { return cut("ftruncate", fd, size); }
int ftruncate64(int fd, off64_t size) { return cut("ftruncate64", fd, size); }

/* The real force is not done: what matters is that it was asked for. */
static int forced(const char *name, int fd) {
  int (*force_it)(int) = real(name);
  char head[PATH_MAX + 64];
  if (log_fd < 0 || fd < 0 || fd >= MOST || !(inode_of[fd] || folder_of[fd])) return force_it(fd);
  pthread_mutex_lock(&lock);
  if (folder_of[fd]) snprintf(head, sizeof head, "D %s\n", folder_of[fd]);
  else snprintf(head, sizeof head, "S %lu\n", inode_of[fd]);
  record(head, NULL, 0);
  pthread_mutex_unlock(&lock);
  return 0;
}
int fsync(int fd) { return forced("fsync", fd); }
int fdatasync(int fd) { return forced("fdatasync", fd); }

int unlink(const char *path) {
  int (*unlink_it)(const char *) = real("unlink");
  char whole[PATH_MAX], head[PATH_MAX + 64];
  if (!is_inside(path, whole)) return unlink_it(path);
  pthread_mutex_lock(&lock);
  int done = unlink_it(path), error = errno;
  if (!done) snprintf(head, sizeof head, "U %s\n", whole), record(head, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

int rename(const char *old, const char *new) {
  int (*rename_it)(const char *, const char *) = real("rename");
  char from[PATH_MAX], to[PATH_MAX], head[2 * PATH_MAX + 64];
  if (!is_inside(old, from) || !is_inside(new, to)) return rename_it(old, new);
  pthread_mutex_lock(&lock);
  int done = rename_it(old, new), error = errno;
  if (!done) snprintf(head, sizeof head, "R %s\t%s\n", from, to), record(head, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
