import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * A scanner that behaves as `TRIVY_FAKE` says, or, for one that gets other variables, `fake.json` next to the program. It answers version
 * calls; its report goes where the call says, and is the one that it was given, or an empty one of Trivy's. Into the trace it writes the
 * ids of its processes, its command line as other users see it, the folders that it was given and its environment.
 */
const program = String.raw`
const {spawn} = require('node:child_process');
const {appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} = require('node:fs');
const args = process.argv.slice(2);
const planned = __dirname + '/fake.json';
const plan = existsSync(planned) ? JSON.parse(readFileSync(planned, 'utf8')) : {};
const {TMPDIR} = process.env;
const trace = plan.trace || process.env.TRIVY_FAKE_TRACE;
const note = entry => trace && appendFileSync(trace, JSON.stringify(entry) + '\n');
const commandLine = existsSync('/proc/self/cmdline') ? readFileSync('/proc/self/cmdline', 'latin1').split('\0') : args;
if (['version', '--version'].includes(args.at(-1)) && args.length <= 2) {
	note({pid: process.pid, commandLine, version: true});
	process.stdout.write('Version: ' + (plan.version || '0.68.2') + '\nversion: v' + (plan.version || '0.68.2') + '\n');
	process.exit(0);
}
if (args[0] === 'rm') {
	note({pid: process.pid, removed: args.at(-1)});
	process.exit(0);
}
const name = require('node:path').basename(process.argv[1]);
const how = (plan.how && (plan.how[name] || plan.how['*'])) || process.env.TRIVY_FAKE;
note({pid: process.pid, name, args, commandLine, tmp: TMPDIR, environment: process.env});
// As a real one leaves half an image behind.
mkdirSync(TMPDIR + '/trivy-' + process.pid, {recursive: true});
writeFileSync(TMPDIR + '/trivy-' + process.pid + '/docker-export-1', 'x'.repeat(100000));
const flag = ['--output', '--output-file', '--jsonfile'].find(one => args.includes(one) && args[args.indexOf(one) + 1].startsWith('/'));
const named = flag ? args[args.indexOf(flag) + 1] : (args.find(one => /^--json-file-output=/.test(one)) || '').split('=')[1];
// In a container the folder has another name: it is the last volume of the call.
const report = named && named.startsWith('/scan/') ? args.filter(one => one.endsWith(':/scan'))[0].replace(':/scan', '') + named.slice(5) : named;
const given = plan.reports && (plan.reports[name + ' ' + args[0]] || plan.reports[name]);
const empty = JSON.stringify({SchemaVersion: 2, ArtifactName: 'shop:1', Results: [{Target: 'shop', Class: 'os-pkgs', Type: 'debian', Packages: [{Name: 'tar'}]}]});
const document = given ? JSON.stringify(given) : process.env.TRIVY_FAKE_REPORT || empty;
const write = content => report ? writeFileSync(report, content) : process.stdout.write(content);
const hang = () => setInterval(() => {}, 1000);
const child = (script, options) => {
	const started = spawn(process.execPath, ['-e', script], {stdio: 'inherit', ...options});
	note({pid: started.pid});
	return started;
};
const flood = (stream, block, times, then) => {
	let left = times;
	const more = () => {
		while (left-- > 0) if (!stream.write(block)) return stream.once('drain', more);
		then();
	};
	more();
};
const behaviours = {
	good: () => write(document),
	copy: () => copyFileSync(JSON.parse(process.env.TRIVY_FAKE_REPORT), report),
	hang,
	'hang, deaf to SIGTERM, with a child': () => {
		process.on('SIGTERM', () => {});
		child('process.on("SIGTERM",()=>{});setInterval(()=>{},1000)');
		hang();
	},
	'leaves a child': () => {
		child('setInterval(()=>{},1000)');
		report ? (write(document), process.exit(0)) : process.stdout.write(document, () => process.exit(0));
	},
	'leaves a daemon': () => {
		child('setInterval(()=>{},1000)', {detached: true}).unref();
		report ? (write(document), process.exit(0)) : process.stdout.write(document, () => process.exit(0));
	},
	'flood stderr': () =>
		flood(process.stderr, 'INFO noise '.repeat(800) + '\n', 3000, () => process.stderr.write('FATAL no space left on device\n', () => process.exit(plan.failure || 1))),
	'200 MB on stdout': () => flood(process.stdout, Buffer.alloc(1 << 20, 'a'), 200, () => {}),
	'200 MB in the report': () => {
		if (!report) return flood(process.stdout, Buffer.alloc(1 << 20, 'a'), 200, () => {});
		const block = Buffer.alloc(1 << 20, 'a');
		const timer = setInterval(() => appendFileSync(report, block), 1);
		setTimeout(() => clearInterval(timer), 600000);
	},
	'escape sequences': () => {
		process.stderr.write('\u001b[2J\u001b]0;owned\u0007FATAL \u001b[31mpermission denied\u001b[0m\n');
		process.exitCode = plan.failure || 1;
	},
	'half a JSON': () => write(document.slice(0, 40)),
	garbage: () => write('\u001b[31m<html>Bad Gateway</html>'),
	'another JSON': () => write('{"hello": "world"}'),
	nothing: () => {},
	'a byte order mark': () => write('\ufeff' + document),
	'UTF-16': () => write(Buffer.from('\ufeff' + document, 'utf16le')),
	'UTF-16 without a mark': () => write(Buffer.from(document, 'utf16le')),
	'logs before and after': () =>
		write('{"level":"info","msg":"starting"}\n2026-01-01 INFO [half\n[1, 2]\n' + document + '\n{"level":"info","msg":"A new version is available"}\n'),
	'stdout and the file': () => {
		process.stdout.write('{"level":"info","msg":"scanning"}\n' + (report ? 'done\n' : document));
		if (report) write(document);
	},
	'stdout instead of the file': () => process.stdout.write('Scanning…\n' + document),
	'a pipe for a report': () => {
		if (report) spawn('/usr/bin/mkfifo', [report]).on('exit', () => process.exit(0));
		else process.stdout.write('\n');
	},
	'a folder for a report': () => (report ? mkdirSync(report) : process.stdout.write('\n')),
	'a link to itself for a report': () => (report ? symlinkSync(report, report) : process.stdout.write('\n')),
	'an endless file for a report': () => (report ? symlinkSync('/dev/zero', report) : process.stdout.write('\n')),
	'a report and zeros behind it': () => write(document + '\n' + '\0'.repeat(100000)),
	'zeros in its report': () => write(document.replace('{', '{"a\0b": 1, ')),
	'a million lines of progress': () =>
		flood(process.stderr, 'INFO [vuln] 1 of 1000000\n'.repeat(1000), 1000, () => {
			write(document);
			process.exitCode = 0;
		}),
	'reads its input to the end': () => {
		process.stdin.resume();
		process.stdin.on('end', () => write(document));
	},
	'a byte now and then': () => {
		const left = [...document];
		setInterval(() => (report ? appendFileSync(report, left.shift() ?? '') : process.stdout.write(left.shift() ?? '')), 50);
	},
	'ends by SIGSEGV': () => process.kill(process.pid, 'SIGSEGV'),
	'fills its temporary folder': () => {
		const block = Buffer.alloc(1 << 20, 'a');
		setInterval(() => appendFileSync(TMPDIR + '/filler', block), 20);
	},
	'kills itself': () => process.kill(process.pid, 'SIGKILL'),
	fails: () => {
		process.stderr.write((plan.says || process.env.TRIVY_FAKE_SAYS || '') + '\n');
		process.exitCode = plan.failure || 1;
	},
	'fails on stdout': () => {
		process.stdout.write((plan.says || '') + '\n');
		process.exitCode = plan.failure || 1;
	},
	'prints its usage': () => {
		if (!plan.refuses.some(one => args.includes(one))) return write(document);
		const known = args.filter(one => one.startsWith('--') && !plan.refuses.includes(one));
		process.stdout.write('Scan it\n\nUsage:\n  scanner [flags]\n\nFlags\n' + known.map(one => '      ' + one + ' strings   timed out, permission denied\n').join(''));
		process.exitCode = 1;
	},
	'refuses an inventory': () => {
		if (!args[0].endsWith('/syft-json.json')) return write(document);
		process.stderr.write('failed to catalog: unable to decode sbom: unsupported schema\n');
		process.exitCode = 1;
	},
	'refuses flags': () => {
		const refused = plan.refuses.find(one => args.includes(one));
		if (refused === undefined) return write(document);
		process.stderr.write('Error: unknown flag: ' + refused + '\n');
		process.exitCode = 1;
	},
};
behaviours[how]();
`;

/** What a fake does that gets no variables. */
export type FakePlan = {
	/** By program, `*` for all. */
	readonly how: Readonly<Record<string, string>>;
	readonly trace?: string;
	/** By program, or by program and first argument. */
	readonly reports?: Readonly<Record<string, unknown>>;
	readonly version?: string;
	readonly says?: string;
	/** The exit status of a failure. */
	readonly failure?: number;
	/** Flags that it does not know. */
	readonly refuses?: readonly string[];
};

/** Sets what the fakes of a folder do from now on. */
export const planFakes = (folder: string, plan: FakePlan): Promise<void> =>
	writeFile(join(folder, 'fake.json'), JSON.stringify(plan));

/** A line of a fake's trace. */
export type Traced = {
	pid: number;
	name?: string;
	version?: boolean;
	args?: string[];
	commandLine?: string[];
	tmp?: string;
	environment?: Record<string, string>;
};

export const readTrace = async (path: string): Promise<Traced[]> =>
	(await readFile(path, 'utf8').catch(() => ''))
		.split('\n')
		.filter(Boolean)
		.map(line => JSON.parse(line) as Traced);

/** Writes it as an executable of a name into a folder, and returns the path. */
export async function fakeScanner(folder: string, name: string): Promise<string> {
	await mkdir(folder, {recursive: true});
	const path = join(folder, name);
	await writeFile(path, `#!${process.execPath}\n${program}`);
	await chmod(path, 0o755);
	return path;
}
