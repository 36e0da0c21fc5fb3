# SPDX-License-Identifier: BSD-2-Clause
# Events of `leastcap trace --format jsonl` (slurped) against the rows of refusals.tsv and what the acts said: TAP, a point
# for each row that the kernel has. $column: whose; $rows, $results, $disagree: text as tests/live/layers makes it.

def lines: split("\n")[] | select(. != "") | split("\t");
def named($want): . as $is | $want == "*" or any($want | split("|")[]; if . == "-" then $is == null else . == $is end);
def within($want): (. // "") as $is | any($want | split("|")[]; . == "*" or . == "-" or inside($is));

# What is told of the act, and what must be: REFUSED SYSCALL ERRNO, ANSWERED SYSCALL, LOGGED SYSCALL or NOTHING.
def meant($said): ($said | split(" ")) as [$word, $syscall, $errno]
	| .syscall == $syscall and
	  if $word == "REFUSED" then .errno == $errno
	  elif $word == "ANSWERED" then .action == "USER_NOTIF"
	  elif $word == "LOGGED" then .action == "LOG"
	  else false end;

def spelled: "\(.layer) \(.capability // .override // "-") \(.object // "") (\(.confidence))";

# right, unsure, wrong, silent, besides
def judged:
	.said as $said | . as $row
	| [.told[] | select(meant($said))] as $meant
	| .besides = [.told[] | select(meant($said) | not)]
	| .as = $meant[0]
	| .state =
		if .besides != [] or ($meant | length) > 1 then "besides"
		elif $said == "NOTHING" then "right"
		elif $meant == [] then "silent"
		elif (.as.layer | named($row.layer)) and ((.as.capability // .as.override) | named($row.cap)) and (.as.object | within($row.object))
		then "right"
		elif .as.confidence == "seen" and .as.layer != "unknown" then "wrong"
		else "unsure" end
	| .ok = if .cell == "right" then .state == "right"
		elif .cell == "may" then .state == "right" or .state == "unsure"
		else .state == "right" and .as.confidence == .cell end;

def row_of($told; $results; $at):
	"\(.[0]).\(.[1])" as $name
	| { name: $name, layer: .[2], cap: .[3], object: .[4], cell: .[$at] }
	+ ($results[$name] // { status: "", said: "", error: "was not run" })
	| .told = [$told[] | select(.type == "refusal" and ((.exe // "") | contains("/at/\($name).is/") or contains("/at/\($name)/")))];

def points:
	if .status == "77" then "ok \(.n) - \(.name) # SKIP \(.error)"
	elif .status != "0" then "not ok \(.n) - \(.name)", "# the act ended with \(.status): \(.error)"
	else
		"\(if .ok then "ok" else "not ok" end) \(.n) - \(.name): \(.said): \(.layer)",
		if .ok then empty else
			"# expected \(.layer) \(.cap) \(.object) (\(.cell)), it is \(.state)",
			(.told[] | "# told: \(tojson)")
		end
	end;

def point($n; $name; $ok; $why): if $ok then "ok \($n) - \($name)" else "not ok \($n) - \($name)", "# \($why)" end;

. as $told
| ({ native: 5, "5.10": 6, "6.1": 7, "6.12": 8, "7.2": 9 }[$column]) as $at
| (reduce ($results | lines) as $r ({}; .[$r[0]] = { status: $r[1], said: $r[2], error: $r[3] })) as $results
| [$rows | lines | row_of($told; $results; $at) | select(.cell != "-") | judged] as $all
| [$all[] | select(.status == "0")] as $ran
| ([$ran[] | select(.state == "right")] | length) as $right
| [$ran[] | select(.state == "wrong")] as $wrong
| ($all | length) as $n
| "1..\($n + 5)",
  ($all | to_entries[] | .value + { n: (.key + 1) } | points),
  point($n + 1; "each act is in the table, each row has an act"; $disagree == ""; $disagree | rtrimstr("\n")),
  ("the trace ended well, with a summary that says complete" as $what
   | if $status == "0" and ($told[-1] | .type == "summary" and .lost.recursion > 0
		and ([.lost[]] | add) == .lost.recursion)
     then "ok \($n + 2) - \($what) # SKIP the kernel skipped runs of hooks (recursion), and it says so"
     else point($n + 2; $what; $status == "0" and ($told[-1] | .type == "summary" and .complete);
		"status \($status), at last \($told[-1] | tojson)")
     end),
  point($n + 3; "nothing is told that no act said"; all($ran[]; .state != "besides"); [$ran[] | select(.state == "besides").name] | join(", ")),
  point($n + 4; "four of five are right: \($right) of \($ran | length)"; $right > 0 and $right * 5 >= ($ran | length) * 4; "too few"),
  point($n + 5; "no wrong layer is said to be seen"; $wrong == []; [$wrong[] | "\(.name): \(.as | spelled)"] | join(", ")),
  "# act, what it said; expected; told",
  ($ran[] | "# \(.state)\t\(.name)\t\(.said)\t\(.layer) \(.cap) \(.object)\t\(if .as then .as | spelled else "-" end)")
