# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# What a script does, with words that coreutils, busybox and every sh have. Prints the same wherever it works.
set -eu
umask 022
dir=$(mktemp -d /tmp/work.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

mkdir -p a/b/c
for n in 3 1 2; do printf 'line %s\n' "$n" >"a/file$n"; done
ln -s file1 a/link
ln a/file2 a/b/hard
mkfifo a/pipe
touch -t 202001020304 a/b/c/old
chmod 640 a/file3
cp -p a/file3 a/b/copy
cp -R a again
mv again/file1 again/moved
find a again | LC_ALL=C sort
find a -type f -exec grep -l 'line 2' {} + | LC_ALL=C sort
stat -c '%a %s %F' a/file3 a/link a/b/c
readlink a/link
cat a/file* | sed -e 's/line/row/' -e '/3/d' | sort -r | head -n 1
find a -type f | LC_ALL=C sort | xargs wc -c | tail -n 1
echo some text | tee copy | tr st ST
test -r copy && [ ! -x copy ] && echo modes
truncate -s 10000 copy && dd if=copy of=other bs=4096 count=2 2>/dev/null && wc -c <other
(sleep 0.1 && echo background) &
wait
echo to the pipe >a/pipe &
cat a/pipe
timeout 0.2 sleep 5 || echo timed out
sh -c 'kill -TERM $$' || echo killed
sha256sum a/file1 | cut -c1-16
date -u -d @0 +%Y
id -u
sync
rm -r again
rmdir a/b/c 2>/dev/null || rm -r a/b
echo a/* 'the end'
