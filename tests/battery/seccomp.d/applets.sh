#!/usr/bin/busybox sh
# SPDX-License-Identifier: BSD-2-Clause
# A page of busybox's httpd that takes some thirty of its applets to make.
# shellcheck shell=dash
b=/usr/bin/busybox
d=$($b mktemp -d /mnt/tmp/round.XXXXXX) && cd "$d" || exit
set -e
$b seq 100 > a
$b cp a b && $b mv b c && $b ln -s c l && $b touch t && $b chmod 600 t
$b mkdir sub && $b cat a c | $b sort -n | $b uniq | $b head -n 50 | $b tail -n 5 > sub/s
$b grep -q 50 sub/s
$b sed 's/1/x/' a | $b awk '{n++} END {exit n != 100}'
$b find . -type f | $b xargs $b wc -c > sub/w
$b tar cf - sub | $b gzip | $b gunzip | $b tar tf - > /dev/null
$b md5sum a > sums && $b md5sum -c sums > /dev/null
$b cut -c1 a | $b tr 1 2 | $b od > /dev/null
$b dd if=/dev/zero of=z bs=1k count=4 2> /dev/null
[ "$($b stat -c %s z)" = 4096 ]
$b ls -la > /dev/null && $b df . > /dev/null && $b du -s . > /dev/null && $b ps > /dev/null
$b date > /dev/null && $b id > /dev/null && $b uname -a > /dev/null && $b usleep 100
$b timeout 5 $b true && $b diff a c && $b rm -rf "$d"
printf 'Content-Type: text/plain\r\n\r\nserved\n'
