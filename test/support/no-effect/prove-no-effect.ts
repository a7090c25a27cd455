import {execFile} from 'node:child_process';
import {lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {keymap} from '../../../components/keymap.js';
import {forEachLimited} from '../../../src/base/lib/spread-work.js';
import {type CommandName, commandNames} from '../../../src/cli/command-names.js';
import {optionNames} from '../../../src/cli/options.js';
import {searchPath} from '../engine-binaries.js';
import {engineRequest} from '../engine-request.js';
import {until} from '../process-table.js';
import {program} from '../run-cli.js';
import {dockscope} from '../terminal-program.js';
import {type FleetEngine, fleetNames, isLively, isRunning, removeFleet, startFleet, unopened} from './fleet.js';
import {
	documentedEvents,
	keysThatWrite,
	linesOfGivenUp,
	linesOfOthers,
	looks,
	optionsThatOnlyChoose,
	optionsThatWrite,
	writesOnPurpose,
} from './looks.js';
import {type OpenedNodes, watchOpens} from './opened-nodes.js';
import {
	differences,
	forgetReading,
	type Photograph,
	photograph,
	processesOf,
	readSince,
	type Subject,
	watchedPaths,
} from './photograph.js';
import {walkInspector} from './walk-inspector.js';

export type Proof = {
	readonly start: () => Promise<FleetEngine & {stop(): Promise<void>}>;
	/** Members of the fleet that this engine or machine cannot have. */
	readonly without?: readonly string[];
	/** Of containers that name none. */
	readonly network?: string;
	/** The engine's log, where its lines have a level. */
	readonly log?: string;
	/** Lines of it that a look causes, as docs/permissions.md says. */
	readonly documentedLines?: RegExp;
	/** Every command on every container, alone; or all of them together, on some, so that what is found has no name. */
	readonly isWhole: boolean;
	/** No other test runs at the same time. */
	readonly isAlone: boolean;
};

/** Photographs a fleet, looks at it in every way that the program has, and photographs it again. */
export function proveNoEffect(
	title: string,
	{start, without = [], network, log, documentedLines, isWhole, isAlone}: Proof,
): void {
	const names = fleetNames.filter(name => !without.includes(name));
	const lines = Object.values(looks).flat();
	const ofEach = lines.filter(line => line.includes('EACH'));
	/** Every third container by some command, where not all are by every command. */
	const targetsOf = (line: readonly string[]) =>
		line.includes('EACH') ? names.filter((_, at) => isWhole || at % (3 * ofEach.length) === ofEach.indexOf(line)) : [''];
	const groups: readonly (readonly (readonly string[])[])[] = isWhole ? lines.map(line => [line]) : [oneFormatEach(lines)];

	// A second try of what has left something behind would find it left already, and pass.
	describe(title, {retry: 0}, () => {
		let engine: FleetEngine & {stop(): Promise<void>};
		let subject: Subject;
		let before: Photograph;
		let processes: readonly string[];
		let opens: OpenedNodes;
		let paths: readonly string[] = [];
		let since = 0;
		let logged = 0;
		const read = new Map<string, readonly string[]>();

		const logLines = () => (log === undefined ? [] : readFileSync(join(engine.dir, log), 'utf8').split('\n'));
		/** The next command is blamed only for what it does itself. */
		const startOver = (now: Photograph): void => {
			before = now;
			forgetReading(paths);
			opens.take();
			logged = logLines().length;
			since = Date.now();
		};

		/** What is different since, with all that was done to look at it. */
		async function changedBy(commands: ReadonlySet<CommandName>, what: string): Promise<readonly string[]> {
			const wasRead = readSince(paths);
			if (wasRead.length > 0) read.set(what, wasRead);
			const upTo = Date.now();
			const found: string[] = [];
			const left = async () => (await processesOf(subject)).filter(line => !processes.includes(line));
			await until('no process is left', async () => (await left()).length === 0, 5).catch(() => undefined);
			found.push(...(await left()).map(line => `a process is left running: ${line}`));
			found.push(...opens.take().map(line => `no file, but opened: ${line.replace(/^\/proc\/\d+\/root/, '')}`));
			const query = `since=${(since / 1000).toFixed(3)}&until=${(upTo / 1000).toFixed(3)}`;
			const events = (await engineRequest(engine.socketPath, 'GET', `/events?${query}`)).split('\n').filter(line => line !== '');
			for (const line of events) {
				const {Type: type, Action: action, Actor: actor} = JSON.parse(line);
				const of = actor?.Attributes?.name ?? '';
				const aboutLively = isLively(of) || names.some(name => isLively(name) && ids.get(name) === actor?.Attributes?.container);
				const event = `${type} ${action}`;
				if (!aboutLively && ![...commands].some(command => documentedEvents[command]?.includes(event)))
					found.push(`an event of the engine: ${event} ${of}`);
			}
			const about = names.filter(isLively).flatMap(name => ids.get(name) ?? []);
			const isOurs = (line: string) =>
				!linesOfOthers.test(line) &&
				!(commands.has('tui') && linesOfGivenUp.test(line)) &&
				documentedLines?.test(line) !== true &&
				!about.some(id => line.includes(id.slice(0, 12)));
			for (const line of logLines().slice(logged - 1))
				if (/level=(info|warning|error|fatal|panic)/.test(line) && isOurs(line))
					found.push(`a line in the engine's log: ${line}`);
			const after = await photograph(subject);
			found.push(...differences(before, after).filter(line => ![...commands].some(command => isOwnCache(command, line))));
			startOver(after);
			return found;
		}
		const ids = new Map<string, string>();

		/** Runs the program where the engine's network is, as on a host of its own; returns what it ended with. */
		function look(args: readonly string[]): Promise<{status: number; said: string}> {
			const {home} = subject;
			const env = {
				PATH: searchPath(),
				HOME: home,
				TMPDIR: join(home, 'tmp'),
				XDG_STATE_HOME: join(home, 'state'),
				LANG: 'C.UTF-8',
				DOCKER_HOST: engine.host,
			};
			return new Promise(resolve => {
				const command = ['-n', '-t', String(engine.pid), process.execPath, program, ...args];
				execFile('nsenter', command, {env, cwd: home, maxBuffer: 1 << 28, timeout: 110_000}, (error, stdout, stderr) => {
					const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
					resolve({status, said: `${stderr}\n${stdout.slice(0, 300)}`});
				});
			});
		}

		beforeAll(async () => {
			engine = await start();
			await startFleet(engine, without, network ?? null);
			const home = mkdtempSync(join(tmpdir(), 'dockscope-home-'));
			for (const folder of ['tmp', 'state']) mkdirSync(join(home, folder));
			subject = {engine, names, home, isAlone};
			const nodes: string[] = [];
			for (const name of names) {
				const {Id: id, State: state} = JSON.parse(await engineRequest(engine.socketPath, 'GET', `/containers/${name}/json`));
				ids.set(name, id);
				if (isRunning(name)) nodes.push(...(unopened[name] ?? []).map(path => `/proc/${state.Pid}/root${path}`));
			}
			opens = await watchOpens(nodes);
			paths = await watchedPaths(subject);
			processes = await processesOf(subject);
			// This also takes from the times what the calls for it cannot keep.
			forgetReading(paths);
			startOver(await photograph(subject));
		}, 240_000);
		afterAll(async () => {
			opens?.stop();
			await removeFleet(engine).catch((error: Error) => console.error(error.message));
			await engine?.stop();
			if (subject !== undefined) rmSync(subject.home, {recursive: true, force: true});
		});

		it('is looked at by every command, with every option and key that does not write', () => {
			expect(names.length).toBeGreaterThanOrEqual(40);
			const run = new Set<string>(lines.map(([command = 'tui']) => command));
			for (const name of commandNames) expect(run.has(name) || name in writesOnPurpose, name).toBe(true);
			const used = new Set(lines.flat().filter(word => word.startsWith('--')));
			const classified = [...Object.keys(optionsThatWrite), ...optionsThatOnlyChoose];
			expect(optionNames.filter(name => !used.has(`--${name}`) && !classified.includes(name))).toEqual([]);
			expect(keymap.filter(({does}) => does in keysThatWrite).length).toBeGreaterThan(0);
		});

		it.each(groups.map(some => [titleOf(some), some] as const))(
			'dockscope %s: changes nothing',
			async (what, some) => {
				const run = new Set(
					some.map(([first]) => commandNames.find(one => one === first) ?? (first === undefined ? 'tui' : 'man')),
				);
				const failed: string[] = [];
				const runs = some.flatMap(line => targetsOf(line).map(target => line.map(word => (word === 'EACH' ? target : word))));
				await forEachLimited(runs, 2, async args => {
					const {status, said} = await look(args);
					// 1: a threshold; 4: no scanner can judge the image.
					if (![0, 1, 4].includes(status)) failed.push(`${args.join(' ')}: status ${status}: ${said}`);
				});
				expect(await changedBy(run, what), what).toEqual([]);
				expect(failed).toEqual([]);
			},
			600_000,
		);

		it('the terminal UI changes nothing: every tab of several containers, every page, every key', async () => {
			const screen = await dockscope({
				args: ['--host', engine.host],
				columns: 130,
				rows: 50,
				by: ['nsenter', '-n', '-t', String(engine.pid)],
			});
			try {
				const all = ['moved', 'pipes', 'fuse', 'never-volume', 'character-devices', 'stopped-moved', 'redis'];
				const some = isWhole ? all : all.slice(0, 3);
				await walkInspector(
					screen,
					some.filter(name => names.includes(name)),
					isWhole,
				);
				screen.press('q');
				await screen.exit();
			} finally {
				await screen.stop();
			}
			expect(await changedBy(new Set(['tui']), 'the terminal UI')).toEqual([]);
		}, 900_000);

		it('reads files in bind sources and volumes only to tell whether a service asks for a password', () => {
			const files = [...read].flatMap(([what, all]) =>
				all.filter(path => lstatSync(path).isFile() && !path.endsWith('/pg_hba.conf')).map(path => `${what}: ${path}`),
			);
			expect(files).toEqual([]);
		});
	});
}

/** Each command line in one of its formats: they differ in what is written, not in what is looked at. */
function oneFormatEach(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
	const without = (line: readonly string[]) =>
		line.filter((word, at) => word !== '--format' && line[at - 1] !== '--format').join(' ');
	return [...new Map(lines.map(line => [without(line), line])).values()];
}

/** The first of them, and how many more. */
const titleOf = ([first = [], ...more]: readonly (readonly string[])[]): string =>
	`${first.join(' ')}${more.length === 0 ? '' : `, and ${more.length} more`}`;

/** The cache of scans, in which docs/permissions.md says that they write. */
const isOwnCache = (command: CommandName, line: string): boolean =>
	(command === 'scan' || command === 'tui') && /^dockscope's own files: [+-] \/\.cache/.test(line);
