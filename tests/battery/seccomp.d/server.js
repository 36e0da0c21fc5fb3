// SPDX-License-Identifier: BSD-2-Clause
// A server that hashes in its pool of threads, writes and reads files, and starts a program.
const crypto = require('crypto'), fs = require('fs'), http = require('http'), child = require('child_process');

const dir = process.argv[2];
let count = 0;

async function answer(path) {
	const name = `${dir}/${count++}`;

	await fs.promises.writeFile(name, crypto.randomBytes(4096));
	const bytes = await fs.promises.readFile(name);
	await fs.promises.unlink(name);
	if (path.startsWith('/run'))
		return child.execFileSync('/bin/echo', ['served']).toString();
	return 'served ' + crypto.pbkdf2Sync(bytes, 'salt', 10, 32, 'sha256').toString('hex');
}

http.createServer((request, response) => {
	answer(request.url).then(text => response.end(text), error => {
		response.statusCode = 500;
		response.end(String(error));
	});
}).listen(8000, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
