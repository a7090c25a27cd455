import {expect, it} from 'vitest';
import type {EngineEvent} from '../../src/base/answers/index.js';
import {EngineError} from '../../src/base/engine/engine-error.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {withoutHealthChecks} from '../../src/cli/events/health-checks.js';

const event = (Action: string, more: Readonly<Record<string, string>> = {}, ID = 'web'): EngineEvent => ({
	Type: 'container',
	Action,
	Actor: {ID, Attributes: {name: ID, ...more}},
	time: 1,
});

it('shows of health checks only what fails and what changes', async () => {
	let asked = 0;
	const inspect = async (id: string) => {
		asked += 1;
		if (id === 'gone') throw new EngineError('not-found', trusted('no such container'));
		return {Id: id, Config: {Healthcheck: {Test: ['CMD-SHELL', 'curl -f localhost || exit 1']}}};
	};
	const read = withoutHealthChecks({inspect}, new AbortController().signal);
	const shown = async (...events: readonly EngineEvent[]): Promise<string[]> => {
		const lines: string[] = [];
		for (const one of events) {
			const line = await read(one);
			if (line !== null) lines.push(`${line.action} ${line.detail}`);
		}
		return lines;
	};
	const check = '/bin/sh -c curl -f localhost || exit 1';
	const run = (command: string, execID: string, exitCode: string, id = 'web') => [
		event(`exec_create: ${command}`, {execID}, id),
		event(`exec_start: ${command}`, {execID}, id),
		event('exec_die', {execID, exitCode}, id),
	];
	expect(await shown(...run(check, 'a', '0'), ...run(check, 'b', '0'))).toEqual([]);
	expect(await shown(...run(check, 'c', '1'))).toEqual(['exec_die health check failed, exit status 1']);
	expect(await shown(...run('id', 'd', '0'))).toEqual(['exec_create id', 'exec_start id', 'exec_die null']);
	// Anyone who may run a command could write the health check behind it.
	expect(await shown(...run(`sh -c id : ${check}`, 'f', '0'))).toHaveLength(3);
	expect(asked).toBe(1);
	expect(await shown(...run(check, 'e', '0', 'gone'))).toHaveLength(3);
	// As Podman reports each of them.
	const status = (state: string): EngineEvent => event('health_status', {podId: '', health_status: state});
	expect(await shown(status('healthy'), status('healthy'), status('unhealthy'), status('unhealthy'))).toEqual([
		'health_status healthy',
		'health_status unhealthy',
	]);
	expect(await shown(event('health_status: healthy', {}, 'db'))).toEqual(['health_status healthy']);
});
