#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A program written in Go, over and over: runc where it starts nothing. Each round is a line of ./rounds.
trap 'exit 0' TERM
cd "$1" || exit
while runc --version > version && rm -f config.json && runc spec && runc --root state list > listed; do
	echo round >> rounds
done
echo failed >> failed
