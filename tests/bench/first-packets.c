// How long the first packet of a flow takes to a server and back: datagrams, each from a socket of its own.
//
//   first-packets serve ADDRESS PORT
//   first-packets ask ADDRESS PORT FLOWS PER_SECOND      prints nanoseconds, a line a flow; -1 where nothing came back

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000LL
#define TIMEOUT_MS 1000

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}

static void wait_until(int64_t at) {
  struct timespec time = {at / NS_PER_SECOND, at % NS_PER_SECOND};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) != 0) {}
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int serve(const struct sockaddr_in *address) {
  int server = socket(AF_INET, SOCK_DGRAM, 0);
  if (server < 0 || bind(server, (const struct sockaddr *)address, sizeof *address)) fail("bind");
  puts("listening");
  fflush(stdout);
  for (;;) {
    char octets[64];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(server, octets, sizeof octets, 0, (struct sockaddr *)&from, &size);
    if (length > 0) sendto(server, octets, length, 0, (struct sockaddr *)&from, size);
  }
}

static int64_t ask(const struct sockaddr_in *address) {
  int client = socket(AF_INET, SOCK_DGRAM, 0);
  if (client < 0 || connect(client, (const struct sockaddr *)address, sizeof *address)) fail("connect");
  char octets[16] = "first";
  int64_t start = now();
  if (send(client, octets, sizeof octets, 0) < 0) fail("send");
  struct pollfd readable = {client, POLLIN, 0};
  int64_t duration = -1;
  if (poll(&readable, 1, TIMEOUT_MS) == 1 && recv(client, octets, sizeof octets, 0) > 0) duration = now() - start;
  close(client);
  return duration;
}

int main(int count, char **arguments) {
  if (count < 4) return 2;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[3]))};
  if (inet_pton(AF_INET, arguments[2], &address.sin_addr) != 1) return 2;
  if (!strcmp(arguments[1], "serve")) return serve(&address);
  if (count < 6) return 2;
  int flows = atoi(arguments[4]);
  int64_t interval = NS_PER_SECOND / atoi(arguments[5]);
  int64_t start = now();
  for (int flow = 0; flow < flows; flow++) {
    wait_until(start + flow * interval);
    printf("%lld\n", (long long)ask(&address));
  }
  return 0;
}
