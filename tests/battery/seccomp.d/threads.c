/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server with a thread for each connection, which writes and reads files: to be built for i386.
 * usage: threads DIR | threads --check
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PORT 8000

static const char *dir;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int count;

/* Writes a file, maps it, and tells whether what it reads is what it wrote. */
static int use_file(unsigned int n)
{
	char path[256], *map;
	FILE *file;
	struct stat st;
	int same;

	snprintf(path, sizeof(path), "%s/file-%u", dir, n);
	file = fopen(path, "w+");
	if (!file || fprintf(file, "served %u\n", n) < 0 || fflush(file) || fstat(fileno(file), &st))
		return 0;
	map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fileno(file), 0);
	same = map != MAP_FAILED && !strncmp(map, "served", 6);
	if (map != MAP_FAILED)
		munmap(map, st.st_size);
	fclose(file);
	return !unlink(path) && same;
}

static void *serve(void *argument)
{
	static const char good[] = "HTTP/1.0 200 OK\r\n\r\nserved\n", bad[] = "HTTP/1.0 500 No\r\n\r\n";
	struct timespec now, pause = { 0, 100000 };
	int fd = (int)(long)argument;
	char request[1024];
	unsigned int n;

	pthread_mutex_lock(&lock);
	n = count++;
	pthread_mutex_unlock(&lock);
	if (recv(fd, request, sizeof(request), 0) > 0 && !clock_gettime(CLOCK_REALTIME, &now) &&
	    !nanosleep(&pause, NULL)) {
		const char *answer = use_file(n) ? good : bad;

		send(fd, answer, strlen(answer), MSG_NOSIGNAL);
	}
	shutdown(fd, SHUT_RDWR);
	close(fd);
	return NULL;
}

static struct sockaddr_in here(void)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static int check(void)
{
	struct sockaddr_in to = here();
	char answer[256] = "";
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) || send(fd, "GET /\r\n\r\n", 9, 0) != 9)
		return 1;
	return recv(fd, answer, sizeof(answer) - 1, MSG_WAITALL) <= 0 || !strstr(answer, "served");
}

static void end(int sig)
{
	(void)sig;
	_exit(0);
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = here();
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (argc != 2)
		return 2;
	if (!strcmp(argv[1], "--check"))
		return check();
	dir = argv[1];
	signal(SIGTERM, end);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 64))
		return perror("threads"), 1;
	for (;;) {
		pthread_t thread;
		int client = accept(fd, NULL, NULL);

		if (client < 0 || pthread_create(&thread, NULL, serve, (void *)(long)client))
			return perror("threads"), 1;
		pthread_detach(thread);
	}
}
