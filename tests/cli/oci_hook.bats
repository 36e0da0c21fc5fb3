#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# oci-hook without anything to record: its configuration, and what it refuses. The rest is in tests/live.

load lib.bash

@test "--config is JSON with this program's own path" {
	leastcap oci-hook --config
	succeeded
	[ "$(jq -r .hook.path <<< "$output")" = "$LEASTCAP" ]
	[ "$(jq -c .hook.args <<< "$output")" = '["leastcap","oci-hook"]' ]
	[ "$(jq -c .stages <<< "$output")" = '["createRuntime"]' ]
}

@test "--config hands options on" {
	leastcap oci-hook --config --path /x/leastcap --any-path --required --timeout 1m --stage prestart
	succeeded
	[ "$(jq -c .hook.args <<< "$output")" = \
		'["leastcap","oci-hook","--timeout","60s","--any-path","--required"]' ]
	[ "$(jq -c '[.hook.path, .hook.timeout]' <<< "$output")" = '["/x/leastcap",80]' ]
	[ "$(jq -c .stages <<< "$output")" = '["prestart"]' ]
}

@test "bad usage" {
	leastcap oci-hook --config --stage poststop
	ended 2
	said "--stage is createRuntime or prestart, not poststop"
	leastcap oci-hook --config --path leastcap
	ended 2
	said "--path must be absolute: leastcap"
	leastcap oci-hook --dir here < /dev/null
	ended 2
	said "--dir must be absolute: here"
	leastcap oci-hook --timeout 3h < /dev/null
	ended 2
	leastcap oci-hook state.json
	ended 2
	said "what is state.json?"
}

@test "a state that is none: the container starts, unless a recording is required" {
	leastcap oci-hook <<< '{"id": "x"'
	ended 0
	said "the state of the container"
	said "the container starts without a recording"
	leastcap oci-hook --required <<< '{"id": "x"'
	ended 125
	said "the state of the container"
}

@test "no annotation: not a word" {
	leastcap oci-hook --required <<< '{"id": "x", "bundle": "/b", "pid": 1, "annotations": {"a": "b"}}'
	succeeded
	[ -z "$output" ]
}

@test "escapes of a terminal do not get through" {
	leastcap oci-hook <<< '{"id": "x", "bundle": "/b", "pid": 1,
		"annotations": {"leastcap.record": "/\u001b[31m/../x"}}'
	ended 0
	said '/\x1b[31m/../x'
}
