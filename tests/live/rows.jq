# SPDX-License-Identifier: BSD-2-Clause
# `report --format json` against the ROW and INSTEAD lines of an act (tests/acts/row.h): prints each difference.

def plain: (. // "") | sub("^(__(x64|ia32|do|se)_sys_|__sys_|ksys_)"; "sys_");

. as $report
| [$expect | split("\n")[] | split(" ")]
| [.[] | select(.[0] == "ROW")] as $rows
| (
	if $rows == [] then "the act said nothing" else empty end,

	( $rows[] as [$_, $cap, $verdict, $syscall, $site, $class, $advice]
	| [$report.capabilities[] | select(.name == $cap)] as $caps
	| if $caps == [] then "\($cap): not reported at all"
	  else
		( (if $verdict == "deny" and $advice == "keep" then "ask" else $advice end | split("|")) as $want
		| select($want | index($caps[0].advice) | not)
		| "\($cap): advice \($caps[0].advice), expected \($want | join(" or ")): \($caps[0].reason)" ),
		( [$caps[0].evidence[] | select(.syscall == $syscall and ($site == "*" or
			((.call_site | plain) as $at | any($site | split("|")[]; plain == $at))))
		   | select(if $verdict == "deny" then .denied else .granted end > 0)] as $places
		| if $places == [] then
			"\($cap): no \($verdict) in \($syscall) at \($site), only "
			+ ([$caps[0].evidence[] | "\(.syscall) at \(.call_site)"] | join(", "))
		  elif all($places[]; .class != $class) then
			"\($cap): \($places[0].call_site) is \($places[0].class), expected \($class)"
		  else empty end )
	  end ),

	( $expect | split("\n")[] | select(startswith("INSTEAD ")) | ltrimstr("INSTEAD ") as $cap
	| select(any($report.capabilities[]; .name == $cap and .advice == "keep") | not)
	| "\($cap): not advised in its place" )
  )
