import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import type {HeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';

const run = promisify(execFile);

/** What the judge reads of `harden --format json`, first and second version: the words are judged as they stand. */
export type Advice = {
	readonly schema: string;
	readonly after: {readonly command: string};
	/** For a shell: keeps the old container under another name and runs the new one. */
	readonly replace: string;
	readonly changes: readonly AdvisedChange[];
	readonly warnings: readonly string[];
	readonly rehearsal: Rehearsal | null;
	readonly observation?: {readonly recording: {readonly coversStart: boolean; readonly remarks: readonly string[]} | null} | null;
};
export type AdvisedChange = {
	readonly slug: string;
	readonly why: string;
	readonly enabled: boolean;
	/** From the second version on. */
	readonly rung?: string;
	readonly evidence?: readonly {readonly source: string; readonly path: string; readonly value: unknown}[];
	/** Options, each with its value after the first space. */
	readonly add: readonly string[];
	/** `null`: no twin ran with it. */
	readonly exercised?: readonly string[] | null;
	readonly notExercised?: readonly string[] | null;
};
type Rehearsal = {
	readonly state: string;
	readonly summary: string;
	readonly exercised: readonly string[];
	readonly notExercised: readonly string[];
};

export type Rung = {
	readonly name: 'safe' | 'least';
	/** Options of `dockscope harden`. */
	readonly options: readonly string[];
	/** Whether the client works while it runs. */
	readonly underWork: boolean;
};
export const rungs: readonly Rung[] = [
	{name: 'safe', options: [], underWork: false},
	{name: 'least', options: ['--least', '--observe', '60s', '--rehearse', '--yes'], underWork: true},
];

/** Asks the built command line for advice about a running container. */
export async function adviceFor(
	held: Pick<HeldEngine, 'engine' | 'env'>,
	name: string,
	options: readonly string[],
): Promise<Advice> {
	const command = ['bin/dockscope.js', 'harden', name, '--format', 'json', '--host', held.engine.host, ...options];
	const {stdout} = await run(process.execPath, command, {env: held.env, maxBuffer: 64 << 20, timeout: 600_000});
	return JSON.parse(stdout);
}

/** Runs the copied command in place of the container `name`, which stays under another name. */
export const replace = (held: HeldEngine, advice: Pick<Advice, 'replace'>): Promise<unknown> => held.run(advice.replace);

/** Removes the container `name` in all its forms, and the volumes that advice named after it. */
export async function clear(held: HeldEngine, name: string): Promise<void> {
	await held.remove(name, `${name}-before`, `${name}-one`, `${name}-twin`).catch(() => undefined);
	const volumes = (await held.engine.docker('volume', 'ls', '--quiet'))
		.split('\n')
		.filter(volume => volume.startsWith(`${name}-`));
	if (volumes.length > 0) await held.engine.docker('volume', 'rm', ...volumes);
}

/**
 * The enabled changes that break its work each on their own, with what is seen then: which of them is to blame.
 *
 * @param seconds  how long its client may try
 */
export async function breaking(
	held: HeldEngine,
	container: string,
	service: HeldService,
	changes: readonly AdvisedChange[],
	seconds: number,
): Promise<string[]> {
	const name = `${container}-one`;
	const guilty: string[] = [];
	for (const {slug, add} of changes.filter(change => change.enabled && change.slug !== 'log-size')) {
		const options = add.flatMap(option => option.split(/ (.*)/s).filter(Boolean));
		const own = (service.added ?? []).flatMap(capability => ['--cap-add', capability]);
		try {
			const image = await held.build(service);
			await held.engine.docker('run', '--detach', '--name', name, ...(service.args ?? []), ...own, ...options, image);
			const mark = await held.works(name, service, seconds);
			await held.worksAfterRestart(name, service, mark, seconds);
		} catch (error) {
			guilty.push(`${slug}: ${String(error).split('\n')[0]?.slice(0, 200)}`);
		} finally {
			await held.remove(name);
		}
	}
	return guilty;
}
