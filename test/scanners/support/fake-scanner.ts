import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * A scanner that behaves as `TRIVY_FAKE` says. It answers `--version` like any other; its report is `TRIVY_FAKE_REPORT`, or an empty one.
 * `TRIVY_FAKE_TRACE` is a file into which it writes the ids of its processes, its arguments and the folders that it was given.
 */
const program = String.raw`
const {spawn} = require('node:child_process');
const {appendFileSync, writeFileSync, mkdirSync, unlinkSync} = require('node:fs');
const args = process.argv.slice(2);
if (args.includes('--version') || args[0] === 'version') {
	process.stdout.write('Version: 0.68.2\n');
	process.exit(0);
}
const {TRIVY_FAKE: how, TRIVY_FAKE_REPORT: given, TRIVY_FAKE_TRACE: trace, TMPDIR} = process.env;
if (trace) appendFileSync(trace, JSON.stringify({pid: process.pid, args, tmp: TMPDIR, environment: process.env}) + '\n');
// As the real one leaves half an image behind.
mkdirSync(TMPDIR + '/trivy-' + process.pid, {recursive: true});
writeFileSync(TMPDIR + '/trivy-' + process.pid + '/docker-export-1', 'x'.repeat(100000));
const report = args[args.indexOf('--output') + 1];
const empty = JSON.stringify({SchemaVersion: 2, ArtifactName: 'shop:1', Results: [{Target: 'shop', Class: 'os-pkgs', Type: 'debian', Packages: [{Name: 'tar'}]}]});
const hang = () => setInterval(() => {}, 1000);
const behaviours = {
	good: () => writeFileSync(report, given || empty),
	copy: () => require('node:fs').copyFileSync(JSON.parse(given), report),
	hang,
	'hang, deaf to SIGTERM, with a child': () => {
		process.on('SIGTERM', () => {});
		const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{});setInterval(()=>{},1000)'], {stdio: 'inherit'});
		appendFileSync(trace, JSON.stringify({pid: child.pid}) + '\n');
		hang();
	},
	'leaves a child': () => {
		const child = spawn(process.execPath, ['-e', 'setInterval(()=>{},1000)'], {stdio: 'inherit'});
		appendFileSync(trace, JSON.stringify({pid: child.pid}) + '\n');
		writeFileSync(report, empty);
		process.exit(0);
	},
	'flood stderr': () => {
		const line = 'INFO noise '.repeat(800) + '\n';
		let left = 3000;
		const more = () => {
			while (left-- > 0) if (!process.stderr.write(line)) return process.stderr.once('drain', more);
			process.stderr.write('FATAL no space left on device\n', () => process.exit(1));
		};
		more();
	},
	'200 MB on stdout': () => {
		const block = Buffer.alloc(1 << 20, 'a');
		let left = 200;
		const more = () => {
			while (left-- > 0) if (!process.stdout.write(block)) return process.stdout.once('drain', more);
		};
		more();
	},
	'200 MB in the report': () => {
		const block = Buffer.alloc(1 << 20, 'a');
		const timer = setInterval(() => appendFileSync(report, block), 1);
		setTimeout(() => clearInterval(timer), 600000);
	},
	'escape sequences': () => {
		process.stderr.write('\u001b[2J\u001b]0;owned\u0007FATAL \u001b[31mpermission denied\u001b[0m\n');
		process.exit(1);
	},
	'half a JSON': () => writeFileSync(report, empty.slice(0, 40)),
	garbage: () => writeFileSync(report, '\u001b[31m<html>Bad Gateway</html>'),
	'another JSON': () => writeFileSync(report, '{"hello": "world"}'),
	nothing: () => {},
	'kills itself': () => process.kill(process.pid, 'SIGKILL'),
	fails: () => {
		process.stderr.write((process.env.TRIVY_FAKE_SAYS || '') + '\n');
		process.exit(1);
	},
};
behaviours[how]();
`;

/** Writes it as an executable of a name into a folder, and returns the path. */
export async function fakeScanner(folder: string, name: string): Promise<string> {
	await mkdir(folder, {recursive: true});
	const path = join(folder, name);
	await writeFile(path, `#!${process.execPath}\n${program}`);
	await chmod(path, 0o755);
	return path;
}
