# SPDX-License-Identifier: BSD-2-Clause
"""Reads manifests that were put right with other people's parsers.

  manifests.py same KIND BEFORE AFTER   but for privileges both say the same, and no comment is lost
  manifests.py contexts FILE DIR        each container's securityContext of Kubernetes, a file each in DIR
"""
import json
import os
import shlex
import sys

import yaml

PRIVILEGE_KEYS = {'securityContext', 'privileged', 'cap_add', 'cap_drop', 'security_opt', 'noNewPrivileges',
                  'capabilities'}
UNIT_KEYS = {'CapabilityBoundingSet', 'AmbientCapabilities', 'NoNewPrivileges'}


def without(node):
    if isinstance(node, dict):
        return {k: without(v) for k, v in node.items() if k not in PRIVILEGE_KEYS}
    return [without(item) for item in node] if isinstance(node, list) else node


def tree(text):
    return [without(document) for document in yaml.safe_load_all(text)]


def unit(text):
    joined = text.replace('\\\n', ' ')
    return [line for line in joined.splitlines() if line.split('=')[0] not in UNIT_KEYS]


def run(text):
    """The words of each line but the options that may change; of those with a value, the value as well."""
    lines = []
    for line in text.replace('\\\n', ' ').splitlines():
        words, kept = shlex.split(line, comments=True), []
        skip = False
        for i, word in enumerate(words):
            if skip:
                skip = False
            elif word in ('--cap-add', '--cap-drop'):
                skip = True
            elif word == '--security-opt' and words[i + 1].startswith('no-new-privileges'):
                skip = True
            elif not (word.split('=')[0] in ('--cap-add', '--cap-drop') or word == '--privileged=false' or
                      word.startswith('--security-opt=no-new-privileges')):
                kept.append(word)
        lines.append(kept)
    return lines


def strip_run(words):
    """--privileged before the image may go; behind it, it is the program's."""
    return [[word for word in line if word != '--privileged'] for line in words]


def comments(text):
    return [line.strip() for line in text.splitlines() if line.strip().startswith('#')]


def same(kind, before, after):
    read = {'tree': tree, 'json': lambda text: without(json.loads(text)), 'unit': unit,
            'run': lambda text: strip_run(run(text))}[kind]
    one, two = (open(name, encoding='utf-8', newline='').read() for name in (before, after))
    if read(one) != read(two):
        sys.exit(f'not the same:\n{read(one)}\n{read(two)}')
    if comments(one) != comments(two):
        sys.exit(f'comments: {comments(one)}\n{comments(two)}')


def specs(node):
    if isinstance(node, list):
        for item in node:
            yield from specs(item)
    elif isinstance(node, dict):
        if isinstance(node.get('containers'), list):
            yield node
        for value in node.values():
            yield from specs(value)


def contexts(name, folder):
    n = 0
    for document in yaml.safe_load_all(open(name, encoding='utf-8')):
        for spec in specs(document):
            for container in spec.get('initContainers', []) + spec['containers']:
                with open(os.path.join(folder, f'{n}.yaml'), 'w', encoding='utf-8') as out:
                    yaml.safe_dump({'securityContext': container['securityContext']}, out)
                n += 1
    if not n:
        sys.exit('no container')


{'same': same, 'contexts': contexts}[sys.argv[1]](*sys.argv[2:])
