import {describe, expect, it} from 'vitest';
import {type EngineFailure, engineAdvice, type Surroundings, terminalAdvice} from '../../src/cli/doctor/advice.js';

const socket: EngineFailure = {kind: 'unreachable', source: 'the usual place', socketPath: '/var/run/docker.sock'};
const denied: EngineFailure = {...socket, kind: 'permission'};
const here: Surroundings = {user: 'anna', root: false, inImage: false, has: () => false, answering: null, group: null};
const docker = {gid: 106, name: 'docker', joined: false};
const having =
	(...programs: string[]) =>
	(program: string) =>
		programs.includes(program);

/** Only the commands, without the last one, which is always the demo. */
function tries(failure: EngineFailure, there: Partial<Surroundings> = {}): readonly string[] {
	const all = engineAdvice(failure, {...here, ...there}).map(({run}) => run);
	expect(all.at(-1)).toBe('dockscope --demo');
	return all.slice(0, -1);
}

describe('advice on an engine that does not answer', () => {
	const join = 'sudo usermod --append --groups docker anna';
	const permitted: readonly [string, Partial<Surroundings>, readonly string[]][] = [
		['not in the group', {group: docker}, ['sudo dockscope', join]],
		['joined the group in another session', {group: {...docker, joined: true}}, ['newgrp docker']],
		['the group is root', {group: {gid: 0, name: 'root', joined: false}}, ['sudo dockscope']],
		['the folder is closed', {}, ['sudo dockscope']],
		['a user without a name', {group: docker, user: null}, ['sudo dockscope']],
		['in the image', {group: {...docker, name: null}, inImage: true}, ['--group-add 106']],
		[
			'a rootless engine answers',
			{group: docker, answering: '/run/user/7/docker.sock'},
			['dockscope --host unix:///run/user/7/docker.sock', 'sudo dockscope', join],
		],
	];
	it.each(permitted)('without permission: %s', (_, there, expected) => {
		expect(tries(denied, there)).toEqual(expected);
	});

	const started: readonly [string, Partial<Surroundings>, readonly string[]][] = [
		['Docker', {has: having('dockerd', 'systemctl')}, ['sudo systemctl start docker']],
		['Docker, as root', {has: having('dockerd', 'systemctl'), root: true}, ['systemctl start docker']],
		['Podman', {has: having('podman', 'systemctl')}, ['systemctl --user enable --now podman.socket']],
		['Podman, as root', {has: having('podman', 'systemctl'), root: true}, ['systemctl enable --now podman.socket']],
		['Podman without systemd', {has: having('podman')}, ['podman system service --time 0']],
		['nothing', {}, ['dockscope --host ssh://USER@SERVER']],
		['in the image', {inImage: true}, ['--volume /var/run/docker.sock:/var/run/docker.sock']],
	];
	it.each(started)('without a socket: %s', (_, there, expected) => {
		expect(tries(socket, there)).toEqual(expected);
	});

	it('names what hides an engine that answers', () => {
		const answering = '/var/run/docker.sock';
		const named = 'dockscope --host unix:///var/run/docker.sock';
		const bad: EngineFailure = {kind: 'bad-address', source: 'DOCKER_HOST', socketPath: null};
		expect(tries({...socket, source: 'DOCKER_HOST', socketPath: '/nope'}, {answering})[0]).toBe('unset DOCKER_HOST');
		expect(tries(bad)).toEqual(['unset DOCKER_HOST', named]);
		expect(tries({...bad, source: 'context prod'})).toEqual(['dockscope --context default', 'docker context ls']);
		expect(tries({...bad, source: '--host'})).toEqual([named]);
		expect(tries({kind: 'timeout', source: 'context prod', socketPath: null}, {answering})).toEqual([
			'dockscope --context default',
			named,
		]);
	});
});

describe('advice on a terminal', () => {
	const good = {interactive: true, dumb: false, color: true, unicode: true, multiplexer: null, ssh: false};
	const run = (...[features, isTerminal, inImage]: Parameters<typeof terminalAdvice>) =>
		terminalAdvice(features, isTerminal, inImage).map(one => one.run);

	it('is needed only where something is missing', () => {
		expect(run(good, true, false)).toEqual([]);
		expect(run({...good, dumb: true}, true, false)).toEqual(['TERM=xterm-256color dockscope']);
		expect(run({...good, unicode: false}, true, false)).toEqual(['LANG=C.UTF-8 dockscope']);
		expect(run({...good, ssh: true}, false, false)).toEqual(['ssh -t SERVER dockscope']);
		expect(run(good, false, true)).toEqual(['--interactive --tty']);
	});
});
