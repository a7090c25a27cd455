import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ContainerInspect, ImageInspect} from '../../src/base/answers/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {type Change, flagsOf} from '../../src/judge/changes/change.js';
import {optionText} from '../../src/judge/changes/run-option.js';
import type {ContainerExample} from '../../src/judge/rules/rule.js';
import {inspectOfExample} from './changed-example.js';
import type {PrivateEngine} from './private-engine.js';

/** A `docker run` command as a person has it: its options, each as it was typed. */
export type Typed = {readonly name: string; readonly options: readonly string[]};

/** Runs a line in a shell with the engine's client; what it printed on stderr where it failed, else `null`. */
export const inShell = (engine: PrivateEngine, line: string): Promise<string | null> =>
	new Promise(resolve => {
		const env = {...process.env, DOCKER_HOST: engine.host, DOCKER_CONFIG: join(engine.dir, 'client')};
		execFile('sh', ['-c', line], {env, cwd: engine.dir, timeout: 120_000}, (error, _, stderr) =>
			resolve(error === null ? null : stderr.trim() || error.message),
		);
	});

/** Creates and starts it; the reason where that fails. */
export const started = (engine: PrivateEngine, {name, options}: Typed): Promise<string | null> =>
	inShell(engine, `docker run -d --name ${name} ${options.join(' ')} busybox:1 sleep 9999`);

/**
 * The command of an example, for a real engine: with a `-v` for what it only reports as mounted, the engine's socket in the place of
 * Docker's, an image that exists. `null` where it needs another container, or a path that this host does not have and docker would create.
 */
export async function typedCommand(
	engine: PrivateEngine,
	image: ImageInspect,
	name: string,
	example: ContainerExample,
): Promise<Typed | null> {
	const inspect = withBinds(inspectOfExample(example), engine.socketPath);
	const {NetworkMode: network = '', PidMode: pid = '', IpcMode: ipc = ''} = inspect.HostConfig ?? {};
	if ([network, pid, ipc].some(mode => mode.startsWith('container:'))) return null;
	if ((inspect.HostConfig?.Links ?? []).length > 0 || (inspect.HostConfig?.VolumesFrom ?? []).length > 0) return null;
	const sources = (inspect.HostConfig?.Binds ?? []).map(bind => bind.split(':')[0] ?? '');
	if (sources.some(source => source.startsWith('/') && !existsSync(source))) return null;
	const {command} = reconstruct({...inspect, Name: `/${name}`}, image);
	for (const file of command.files) await writeFile(join(engine.dir, file.name), file.content);
	const options = command.options.filter(
		one =>
			!/^--(detach|name|hostname|stop-signal|mac-address|platform|env|label|health-.*|no-healthcheck|entrypoint)$/.test(one.name),
	);
	return {name, options: [...options.map(optionText), '--stop-signal KILL']};
}

/** An answer of an example often lists a mount and not the bind that made it. */
function withBinds(inspect: ContainerInspect, socket: string): ContainerInspect {
	const host = inspect.HostConfig ?? {};
	const asked = [...(host.Binds ?? []).map(bind => bind.split(':')[1]), ...(host.Mounts ?? []).map(({Target}) => Target)];
	const made = (inspect.Mounts ?? []).flatMap(({Type, Name, Source, Destination, RW, Propagation}) => {
		const isAnonymous = /^[0-9a-f]{64}$/.test(Name ?? '');
		if (asked.includes(Destination) || isAnonymous || (Type !== 'bind' && Type !== 'volume')) return [];
		const options = [...(RW === false ? ['ro'] : []), ...(Propagation === 'shared' ? ['rshared'] : [])];
		return [`${Type === 'volume' ? Name : Source}:${Destination}${options.length === 0 ? '' : `:${options.join(',')}`}`];
	});
	const Binds = [...(host.Binds ?? []), ...made].map(bind => bind.replace(/^(\/var)?\/run\/docker\.sock:/, `${socket}:`));
	return {...inspect, HostConfig: {...host, Binds}};
}

/** The command with what a change says taken out and added, word for word; an option that was never typed is an error. */
export function edited({options}: Typed, name: string, change: Change): Typed {
	const {remove, add} = flagsOf(change);
	const wanted = remove.map(text => options.find(one => sameOption(one, text)) ?? `?${text}`);
	const invented = wanted.filter(text => text.startsWith('?'));
	if (invented.length > 0) throw new Error(`it was never typed: ${invented.join(', ')} of ${options.join(' ')}`);
	return {name, options: [...options.filter(one => !wanted.includes(one)), ...add]};
}

/** The fields of a mount stand in any order. */
const sameOption = (one: string, text: string): boolean =>
	one === text || (isProfile(text) && isProfile(one)) || (isMount(text) && fieldsOf(one) === fieldsOf(text));
const isMount = (text: string): boolean => text.startsWith('--mount ');
const fieldsOf = (text: string): string => text.split(/[ ,']/).sort().join();

/** `seccomp=FILE` stands for whatever the file is called. */
const isProfile = (text: string): boolean => /^--security-opt seccomp=(FILE|\S*\.json)$/.test(text);
