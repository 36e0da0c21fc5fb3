// SPDX-License-Identifier: BSD-2-Clause
// Judges a generated text by somebody else's schema. Prints the reasons and exits 1 if it is bad, 2 on own failure.
//   check.js schema DIALECT DIR SCHEMA FILE   DIALECT: 04, 2019; schemas of DIR refer to one another by file name
//   check.js pod FILE                         a container's securityContext, put into a Pod
//   check.js json FILE                        prints the YAML of FILE as JSON
'use strict';
const fs = require('fs');
const path = require('path');
const yaml = require('js-yaml');

process.on('uncaughtException', (e) => {
	console.error(e);
	process.exit(2);
});

const read = (file) => yaml.load(fs.readFileSync(file, 'utf8'));

// An unknown key is a misspelt one: objects that list their keys allow no others.
function close(node) {
	if (Array.isArray(node)) {
		node.forEach(close);
	} else if (node && typeof node === 'object') {
		const lists = node.properties && typeof node.properties === 'object';

		if (lists && node.additionalProperties === undefined && !node.patternProperties)
			node.additionalProperties = false;
		if (typeof node.id === 'string') // as drafts before 06 spelled it; nobody refers to it
			delete node.id;
		Object.values(node).forEach(close);
	}
	return node;
}

function compiler(dialect) {
	const modules = { '04': 'ajv-draft-04', '2019': 'ajv/dist/2019' };
	const Ajv = require(modules[dialect]);
	const ajv = new (Ajv.default || Ajv)({ strict: false, allErrors: true, logger: false });

	require('ajv-formats').default(ajv);
	return ajv;
}

function schema(dialect, dir, name, file) {
	const ajv = compiler(dialect);

	for (const other of fs.readdirSync(dir).filter((f) => f.endsWith('.json'))) {
		const text = JSON.parse(fs.readFileSync(path.join(dir, other), 'utf8'));

		delete text.$schema; // the dialect, which the caller says
		ajv.addSchema(close(text), other);
	}
	const validate = ajv.getSchema(name);

	return validate(read(file)) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`);
}

// kubernetes-models lets unknown keys pass: these are the ones there are.
const known = {
	'': ['allowPrivilegeEscalation', 'capabilities', 'privileged', 'readOnlyRootFilesystem', 'runAsGroup',
		'runAsNonRoot', 'runAsUser', 'seccompProfile'],
	capabilities: ['add', 'drop'],
	seccompProfile: ['localhostProfile', 'type'],
};

function unknownKeys(context) {
	return Object.entries(known).flatMap(([part, keys]) =>
		Object.keys((part ? context[part] : context) || {}).filter((k) => !keys.includes(k))
			.map((k) => `unknown key ${part}.${k}`));
}

function pod(file) {
	const { Pod } = require('kubernetes-models/v1');
	const text = read(file);
	const extra = Object.keys(text).filter((k) => k !== 'securityContext').map((k) => `unknown key ${k}`);
	const spec = { containers: [{ name: 'c', image: 'i', securityContext: text.securityContext }] };

	try {
		new Pod({ metadata: { name: 'p' }, spec }).validate();
	} catch (e) {
		return [e.message];
	}
	return extra.concat(unknownKeys(text.securityContext));
}

const [verb, ...args] = process.argv.slice(2);

if (verb === 'json') {
	console.log(JSON.stringify(read(args[0])));
} else {
	const reasons = verb === 'pod' ? pod(...args) : schema(...args);

	reasons.forEach((r) => console.log(r));
	process.exitCode = reasons.length ? 1 : 0;
}
