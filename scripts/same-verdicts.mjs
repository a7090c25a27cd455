// Compares what two builds of dockscope say about the same containers: the demo, the recorded engines, and what is given as more snapshots.
//   node scripts/same-verdicts.mjs OTHER [SNAPSHOT…]     OTHER is another checkout, built; this one is built too
// Prints each answer that differs, and ends with status 1 if there is one. For changes that must not change a verdict, a plan or a report.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const [other, ...given] = process.argv.slice(2);
if (other === undefined) throw new Error('name another checkout, built');
const home = mkdtempSync(join(tmpdir(), 'dockscope-same-'));
const recorded = resolve(import.meta.dirname, '../test/recorded');
const snapshots = [
	...readdirSync(recorded)
		.filter(name => name.endsWith('.json'))
		.map(name => join(recorded, name)),
	...given,
];

/** What the built program of a checkout answers; times of this run are left out. */
function answer(checkout, args) {
	const {stdout, stderr, status} = spawnSync(process.execPath, [join(checkout, 'bin/dockscope.js'), ...args], {
		cwd: home,
		env: {PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home, NO_COLOR: '1'},
		encoding: 'utf8',
		maxBuffer: 1 << 29,
	});
	// Times of what is recorded are older.
	const times = new RegExp(`${new Date().toISOString().slice(0, 11)}[\\d:.]+Z?`, 'g');
	return `${status}\n${stderr}\n${args.includes('json') ? inOrder(stdout) : stdout}`.replaceAll(times, 'now');
}

/** JSON with the members of each object in the order of their names, which says nothing; text that is no JSON as it is. */
const inOrder = text =>
	text.startsWith('{')
		? JSON.stringify(
				JSON.parse(text),
				(_, value) =>
					typeof value === 'object' && value !== null && !Array.isArray(value)
						? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
						: value,
				2,
			)
		: text;

const differing = [];
function compare(args) {
	const [before, after] = [resolve(other), resolve(import.meta.dirname, '..')].map(checkout => answer(checkout, args));
	if (before === after) return before;
	const at = [...before].findIndex((sign, index) => sign !== after[index]);
	differing.push(args.join(' '));
	const around = text => text.slice(Math.max(0, at - 120), at + 200).replaceAll('\n', '\n    ');
	console.log(`${args.join(' ')}\n  before: ${around(before)}\n  after:  ${around(after)}`);
	const base = join(tmpdir(), `differs-${differing.length}`);
	writeFileSync(`${base}-before`, before);
	writeFileSync(`${base}-after`, after);
	return before;
}

let count = 0;
for (const source of [['--demo'], ...snapshots.map(path => ['--from', path])]) {
	const audit = compare(['audit', '--format', 'json', ...source]);
	for (const format of ['table', 'markdown', 'sarif', 'junit', 'html'])
		compare(['audit', '--all', '--format', format, ...source]);
	const {targets} = JSON.parse(audit.slice(audit.indexOf('{'), audit.lastIndexOf('}') + 1));
	for (const {name} of targets.filter(({kind}) => kind === 'container')) {
		for (const command of ['inspect', 'harden']) compare([command, name, '--format', 'json', ...source]);
		for (const format of ['compose', 'quadlet', 'diff']) compare(['harden', name, '--format', format, ...source]);
		count += 1;
	}
	compare(['drift', '--format', 'json', ...source]);
	compare(['scan', '--all', '--format', 'json', ...source]);
}
rmSync(home, {recursive: true});
console.log(`${snapshots.length + 1} sources, ${count} containers: ${differing.length} answers differ`);
process.exit(differing.length === 0 ? 0 : 1);
