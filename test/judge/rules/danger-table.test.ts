import {describe, expect, it} from 'vitest';
import type {ContainerFacts} from '../../../src/base/facts/index.js';
import {dangerTable} from '../../../src/judge/rules/dangers/index.js';
import {containerScope} from '../../support/example-scope.js';

const mounted = {Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/docker.sock', RW: true}]};
const example = {...mounted, HostConfig: {CapAdd: ['SYS_ADMIN'], PidMode: 'host'}};

/** A table, and how often it has read each fact. */
function counted() {
	const {container, engine, host} = containerScope(example);
	const reads = new Map<PropertyKey, number>();
	const watched: ContainerFacts = new Proxy(container, {
		get(target, name, receiver) {
			reads.set(name, (reads.get(name) ?? 0) + 1);
			return Reflect.get(target, name, receiver);
		},
	});
	return {table: dangerTable({container: watched, engine, host}), reads};
}

describe('the table of dangers of a container', () => {
	it('reads only what the kinds that are asked for are made from', () => {
		const {table, reads} = counted();
		expect(table.ofKind('socket').map(({id}) => id)).toEqual(['socket:/docker.sock']);
		expect([reads.has('mounts'), reads.has('devices')]).toEqual([true, false]);
	});

	it('reads nothing a second time, whoever asks', () => {
		const {table, reads} = counted();
		const all = table.all();
		const before = new Map(reads);
		expect(table.ofKind('socket', 'host-pid')).toEqual(all.filter(({kind}) => kind === 'socket' || kind === 'host-pid'));
		expect(table.all()).toBe(all);
		expect(reads).toEqual(before);
	});
});
