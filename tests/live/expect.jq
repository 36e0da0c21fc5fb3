# SPDX-License-Identifier: BSD-2-Clause
# `report --format json` against the lines of an act (tests/acts/README.md): prints each difference,
# nothing if all is well.

def plain: (. // "") | sub("^(__(x64|ia32|do|se)_sys_|__sys_|ksys_)"; "sys_");

# How a reason is recognised: by its word, or by what its sentence says besides paths.
def phrase:
	{ io_uring: "io_uring, whose operations", dispatch: "user dispatch", seccomp: "seccomp killed",
	  abi: "no table knows", alive: "still alive", lost: "lost while", refused: "refused by " }[.];

. as $report
| [$expect | split("\n")[] | select(length > 0)] as $lines
| [$lines[] | select(startswith("CAP_")) | split(" ")
   | { cap: .[0], verdict: .[1], syscall: .[2], site: .[3] }] as $facts
| [$lines[] | select(startswith("INCOMPLETE ")) | split(" ")[1]] as $reasons
| (
	if $lines == [] then "the act said nothing" else empty end,

	( $facts[] as $fact
	| [$report.capabilities[] | select(.name == $fact.cap)] as $caps
	| if $caps == [] then "\($fact.cap): not reported at all"
	  else
		( $caps[0].advice as $advice
		| ({ allow: "keep", deny: "ask", early: $advice }[$fact.verdict]) as $want
		| select($advice != $want)
		| "\($fact.cap): advice \($advice), expected \($want)" ),
		( select($fact.verdict == "early" and $caps[0].class == "decisive")
		| "\($fact.cap): called decisive" ),
		( select(any($caps[0].evidence[];
			.syscall == $fact.syscall
			and ($fact.site == "*" or ((.call_site | plain) as $at |
				any($fact.site | split("|")[]; plain == $at)))
			and (if $fact.verdict == "deny" then .denied else .granted end) > 0) | not)
		| "\($fact.cap): no \($fact.verdict) in \($fact.syscall) at \($fact.site), only "
		  + ([$caps[0].evidence[] | "\(.syscall) at \(.call_site)"] | join(", ")) )
	  end ),

	( $report.capabilities[]
	| select(.advice == "keep" or (.advice == "ask" and $mode == "exact"))
	| select($mode == "exact" or any(.evidence[]; .program | endswith("/setpriv") | not))
	| select(.name as $name | any($facts[]; .cap == $name) | not)
	| "\(.name): advice \(.advice), expected none: "
	  + ([.evidence[] | "\(.syscall) at \(.call_site)"] | join(", ")) ),

	( $lines[] | select(startswith("SYSCALL ")) | split(" ")
	| . as [$_, $abi, $name]
	| select(any($report.syscalls[$abi][]?; .name == $name and any(.why[]; . == "observed")) | not)
	| "syscall \($name) of \($abi): not reported" ),

	( $lines[] | select(startswith("PROGRAM ")) | ltrimstr("PROGRAM ")
	| . as $path
	| select(any($report.programs[]; .exe == $path) | not)
	| "program \($path): not reported, only " + ([$report.programs[].exe] | join(", ")) ),

	( $reasons[] as $word
	| select(any($report.incomplete_reasons[] | tostring; . == $word or contains($word | phrase)) | not)
	| "not incomplete for \($word)" ),
	( $report.incomplete_reasons[] | tostring
	| . as $reason
	| select(any($reasons[]; . as $word | $reason == $word or ($reason | contains($word | phrase))) | not)
	| "incomplete without cause: \($reason)" ),
	( select($report.complete != ($reasons == []))
	| "complete is \($report.complete)" )
  )
