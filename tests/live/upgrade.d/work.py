# SPDX-License-Identifier: BSD-2-Clause
"""What a service in Python does: threads, children, sockets, files, time. Prints the same wherever it works."""
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time


def files(base):
    path = os.path.join(base, "one")
    with open(path, "w") as f:
        f.write("line\n" * 3000)
    os.rename(path, path + ".new")
    os.link(path + ".new", path)
    os.symlink("one", os.path.join(base, "link"))
    shutil.copy2(path, os.path.join(base, "copy"))
    shutil.copytree(base, os.path.join(base, "tree"), symlinks=True)
    os.chmod(path, 0o600)
    os.utime(path, (1, 2))
    os.makedirs(os.path.join(base, "a", "b"), exist_ok=True)
    os.truncate(path, 100)
    names = sorted(os.path.relpath(os.path.join(d, n), base) for d, _, ns in os.walk(base) for n in ns)
    with os.scandir(base) as entries:
        kinds = sorted((e.name, e.is_dir(), e.is_symlink()) for e in entries)
    print(names, kinds, os.stat(path).st_size, os.lstat(os.path.join(base, "link")).st_size,
          os.access(path, os.R_OK), os.readlink(os.path.join(base, "link")))
    shutil.rmtree(os.path.join(base, "tree"))
    with tempfile.TemporaryFile() as f:
        f.write(b"x" * 10)
        f.seek(5)
        print(len(f.read()), os.fstatvfs(f.fileno()).f_bsize > 0)


def threads():
    done, lock, ready = [], threading.Lock(), threading.Event()

    def work(n):
        ready.wait(5)
        time.sleep(0.01)
        with lock:
            done.append(n)

    started = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for t in started:
        t.start()
    ready.set()
    for t in started:
        t.join()
    print(sorted(done), threading.Event().wait(0.01))


def children():
    print(subprocess.run(["sh", "-c", "read x; echo got $x; exit 3"], input=b"word\n", stdout=subprocess.PIPE))
    print(subprocess.run("echo shell; exit 0", shell=True, stdout=subprocess.PIPE, cwd="/tmp", close_fds=True).stdout)
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]), os.system("exit 2") >> 8)
    p = subprocess.Popen(["sleep", "10"], start_new_session=True)
    p.terminate()
    print(p.wait())


def sockets():
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", 0))
    server.listen(5)

    def serve():
        c, _ = server.accept()
        with c:
            c.sendall(c.recv(100).upper())
            c.shutdown(socket.SHUT_WR)

    t = threading.Thread(target=serve)
    t.start()
    with socket.create_connection(server.getsockname(), timeout=5) as c:
        c.sendall(b"hello")
        print(c.recv(100), c.getpeername()[0])
    t.join()
    server.close()
    a, b = socket.socketpair()
    a.sendmsg([b"one", b"two"])
    poll = select.poll()
    poll.register(b, select.POLLIN)
    print(len(poll.poll(1000)), select.select([b], [], [], 1)[0] == [b], b.recvmsg(100)[0])
    with select.epoll() as e:
        e.register(b, select.EPOLLIN)
        a.send(b"x")
        print(len(e.poll(1)))
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    u.bind(("127.0.0.1", 0))
    u.sendto(b"datagram", u.getsockname())
    print(u.recvfrom(100)[0])


def signals():
    seen = []
    signal.signal(signal.SIGALRM, lambda n, f: seen.append(n))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(0.2)
    signal.alarm(1)
    signal.pause()
    os.kill(os.getpid(), signal.SIGALRM)
    print(seen, time.time() > 0, time.monotonic() > 0, len(os.urandom(8)), os.getpriority(os.PRIO_PROCESS, 0))


with tempfile.TemporaryDirectory() as directory:
    files(directory)
threads()
children()
sockets()
signals()
print("done")
