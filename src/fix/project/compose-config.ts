import {spawn} from 'node:child_process';
import {access, constants, stat} from 'node:fs/promises';
import {type ComposeOrigin, hasCode, maskSecrets, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {composeWords} from '../render/compose-command.js';
import {overridesIn} from './override-files.js';

/** What `docker compose config` says of a project with an override. */
export type ConfigCheck =
	| {readonly state: 'accepted' | 'rejected'; readonly reason: SafeText}
	/** The files or the program are not here, or the project itself is not accepted here. */
	| {readonly state: 'not-checked'; readonly reason: SafeText};

/** What the files of a project say, where they can be read from here. */
export type ProjectFiles =
	| {
			readonly readable: true;
			/** Including those of profiles that are not active. */
			readonly services: ReadonlySet<string>;
			/** `null` when the folder cannot be looked at. */
			readonly isTaken: ((name: string) => boolean) | null;
			readonly check: (override: string) => Promise<ConfigCheck>;
	  }
	| {readonly readable: false; readonly reason: SafeText};

/** Milliseconds. */
const deadline = 20_000;
const maxBytes = 1 << 20;

/**
 * Reads a project's files with `docker compose config`, which starts nothing and asks no engine. Not what it includes from other machines:
 * a label names the files, and must not make this program open connections.
 *
 * @param env  of the caller: variables in the files take their values from it, as they will for `up`
 */
export async function readProjectFiles(
	origin: ComposeOrigin,
	program: 'docker' | 'podman',
	env: NodeJS.ProcessEnv,
): Promise<ProjectFiles> {
	const unreadable = await whyUnreadable(origin);
	if (unreadable !== null) return {readable: false, reason: unreadable};
	const words = composeWords({origin, program, override: null}).slice(1);
	const config = (more: readonly string[], input: string): Promise<Outcome> =>
		run(program, [...words, '--profile', '*', ...more], input, {
			...env,
			COMPOSE_EXPERIMENTAL_GIT_REMOTE: 'false',
			COMPOSE_EXPERIMENTAL_OCI_REMOTE: 'false',
		});
	const base = await config(['config', '--services'], '');
	if (base.status !== 0)
		return {readable: false, reason: safe`${trusted(program)} compose config fails for its files: ${lastLine(base)}`};
	const taken = await overridesIn(origin.folder ?? '');
	return {
		readable: true,
		services: new Set(base.stdout.split('\n').filter(Boolean)),
		isTaken: taken === null ? null : name => taken.has(name),
		async check(override) {
			const merged = await config(['-f', '-', 'config', '--quiet'], override);
			return merged.status === 0
				? {state: 'accepted', reason: safe`accepted by ${trusted(program)} compose config`}
				: {state: 'rejected', reason: lastLine(merged)};
		},
	};
}

async function whyUnreadable({files, folder, fromStdin, tool}: ComposeOrigin): Promise<SafeText | null> {
	if (fromStdin) return trusted('the project was read from standard input');
	if (files.length === 0 || folder === null) return trusted('its files were not recorded');
	if (tool !== 'compose') return trusted('it is a project of podman-compose');
	for (const file of files) {
		try {
			if (!(await stat(file)).isFile()) return safe`${sanitise(file)} is not a regular file`;
			await access(file, constants.R_OK);
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			return hasCode(error, 'ENOENT', 'ENOTDIR')
				? safe`${sanitise(file)} is not on this machine`
				: safe`${sanitise(file)} cannot be read`;
		}
	}
	return null;
}

type Outcome = {readonly status: number | null; readonly stdout: string; readonly stderr: string};

/** The last line that was printed: Compose's errors are one line, after warnings. They quote the values of the files. */
const lastLine = ({stdout, stderr}: Outcome): SafeText =>
	sanitise(maskSecrets((stderr || stdout).trimEnd().split('\n').at(-1) ?? '').slice(0, 300));

function run(command: string, args: readonly string[], input: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, [...args], {env, stdio: ['pipe', 'pipe', 'pipe'], timeout: deadline, killSignal: 'SIGKILL'});
		const output = {stdout: '', stderr: ''};
		for (const name of ['stdout', 'stderr'] as const)
			child[name].setEncoding('utf8').on('data', (text: string) => {
				if (output[name].length < maxBytes) output[name] += text;
			});
		// It may end without reading its input.
		child.stdin.on('error', error => (hasCode(error, 'EPIPE', 'ECONNRESET') ? undefined : reject(error)));
		child.stdin.end(input);
		child.once('error', error =>
			hasCode(error, 'ENOENT', 'EACCES')
				? resolve({status: null, stdout: '', stderr: `${command} is not installed here`})
				: reject(error),
		);
		child.once('close', status => resolve({...output, status}));
	});
}
