#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# mkdir says "Permission denied": a seccomp filter, a file mode, and a capability say the same.
# shellcheck source=docs/examples/lib.sh
. "$(dirname "$0")/lib.sh"
stage
make_deny
mkdir private open && chmod 700 private && chmod 777 open

step same
show './deny mkdir 13 mkdir open/a' whole
show 'setpriv --reuid=nobody --clear-groups mkdir private/a' whole

step told
show 'leastcap trace --denied -- ./deny mkdir 13 mkdir open/a' lines 'TIME|mkdir|cannot'
show 'leastcap trace --denied --user nobody -- mkdir private/a' lines 'TIME|mkdir|cannot'

step root
# Root without CAP_DAC_OVERRIDE in a directory of somebody else.
chown nobody private
show 'leastcap trace --denied -- setpriv --bounding-set=-dac_override mkdir private/a' lines 'TIME|mkdir|cannot'

step report
# What follows the refused call was never reached: the recording says so, and the set is no base for a profile.
show 'leastcap record -o mkdir.json -- ./deny mkdir 13 mkdir open/a' lines 'least|complete|INCOMPLETE|refused'
show 'leastcap report mkdir.json' lines 'seccomp filter installed|EACCES| answered|unknown: refused'
