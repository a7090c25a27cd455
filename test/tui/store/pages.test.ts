import {describe, expect, it, vi} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {portReach} from '../../../src/base/facts/port-reach.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {sampleModel} from '../../support/sample-fleet.js';
import {inspect} from './inspect.js';

/** What the Processes page asks for. */
const asked = ['processes', 'execs', 'accounts'];

describe('pages', () => {
	it('call no port declared that is merely published', () => {
		const ports = {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '80'}], '9229/tcp': null};
		const {actions, page} = inspect([
			{
				name: 'web',
				config: {ExposedPorts: {'80/tcp': {}, '9229/tcp': {}}},
				NetworkSettings: {Ports: ports, Networks: {bridge: {NetworkID: 'n1'}}},
			},
		]);
		actions.enter();
		actions.tabByNumber(5);
		// The image exposes nothing: the engine adds what -p names, and --expose.
		expect(page()).toMatch(/^80\/tcp \| no \| 0\.0\.0\.0:80/m);
		expect(page()).toMatch(/^9229\/tcp \| yes \| –/m);
	});
	it('say what the network none is, not the name of its driver', () => {
		const {actions, page} = inspect([
			{name: 'job', host: {NetworkMode: 'none'}, NetworkSettings: {Networks: {none: {NetworkID: 'n0'}}}},
		]);
		actions.enter();
		actions.tabByNumber(5);
		expect(page()).toMatch(/none {2}no address {2}loopback only, internal {2}no peers/);
	});
	it('mask what the engine and a health check say', () => {
		const Health = {Status: 'unhealthy', Log: [{ExitCode: 1, Output: 'refused: postgres://app:hunter2secret@db/shop'}]};
		const State = {Status: 'running', Running: true, Pid: 7, Error: 'exec: "--password=hunter2secret": not found', Health};
		const {actions, page} = inspect([{name: 'web', State, config: {Healthcheck: {Test: ['CMD', 'true']}}}]);
		actions.enter();
		expect(page()).toContain('last check: exit 1 refused: postgres://');
		expect(page()).toContain('engine says');
		expect(page()).not.toContain('hunter2secret');
	});
	it('name the container behind a port that is published for it', () => {
		const ports = {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '80'}], '81/tcp': [{HostIp: '0.0.0.0', HostPort: '81'}]};
		const {actions, fleet, page} = inspect([
			{name: 'way', NetworkSettings: {Ports: ports, Networks: {bridge: {NetworkID: 'n1'}}}},
			{name: 'app', host: {NetworkMode: 'container:way'}},
		]);
		const socket = {protocol: 'tcp', family: 4, address: trusted('0.0.0.0'), port: 80} as const;
		const listening = [[], [{...socket, process: trusted('nginx')}]];
		fleet.show({
			...fleet.model(),
			entries: fleet.model().entries.map((entry, index) => {
				if (entry.assessed === null) return entry;
				const sockets = {own: known(listening[index] ?? []), inNetwork: known([{...socket, process: null}])};
				const facts = {...entry.assessed.facts, sockets};
				return {...entry, assessed: {...entry.assessed, facts, reach: portReach(facts, null)}};
			}),
		});
		actions.enter();
		actions.tabByNumber(5);
		expect(page()).toMatch(/^80\/tcp .* \| 0\.0\.0\.0 \(nginx of app\) \|/m);
		expect(page()).toMatch(/^81\/tcp .* \| nothing \|.* published, but nothing listens/m);
	});
	it('agree that the local network reaches a port on loopback of an old engine', () => {
		const published = (HostIp: string) => ({
			Ports: {'80/tcp': [{HostIp, HostPort: '80'}]},
			Networks: {bridge: {NetworkID: 'n1'}},
		});
		const {actions, page} = inspect([
			{name: 'four', NetworkSettings: published('127.0.0.1')},
			{name: 'six', NetworkSettings: published('::1')},
		]);
		actions.openNetwork();
		expect(page()).toMatch(
			/ON LOOPBACK, OPEN TO THE LOCAL NETWORK\n +four +127\.0\.0\.1:80 .*\n[\s\S]*FROM THIS HOST ONLY\n +six +\[::1\]:80 /,
		);
		actions.openNetwork();
		actions.enter();
		actions.tabByNumber(5);
		expect(page()).toContain('reachable from the local network despite 127.0.0.1');
	});
	it('distinguish a Compose hook from its service', () => {
		const labels = {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db'};
		const {actions, page} = inspect([
			{name: 'shop-db-pre_start-0', config: {Labels: {...labels, 'com.docker.compose.hook': 'pre_start'}}},
		]);
		actions.enter();
		expect(page()).toMatch(/compose +pre_start hook of service db: Compose keeps it after a failure/);
	});
	it('connect no container without a network', () => {
		const none = {host: {NetworkMode: 'none'}, NetworkSettings: {Networks: {none: {NetworkID: 'n0'}}}};
		const {actions, page} = inspect([{name: 'one', ...none}, {name: 'two', ...none}, {name: 'three'}, {name: 'four'}]);
		actions.openNetwork();
		expect(page()).toMatch(/none {2}no connections\n +one · two\n/);
		expect(page()).toMatch(/bridge {2}.*\n +three ↔ four/);
	});
	it('open a container, a finding, and go back to where one was', () => {
		const {actions, state, page} = inspect();
		actions.down();
		actions.enter();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', tab: 'overview'});
		actions.tabByNumber(2);
		actions.enter();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'rule'});
		expect(page()).toContain('WHY');
		actions.back();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', tab: 'findings'});
		actions.back();
		expect(state().cursor).toBe(1);
		expect(page()).toBe('');
	});
	it('show first which mounts give something away, then all by path as one counts', () => {
		const bind = (Destination: string, Source: string) => ({Type: 'bind', Source, Destination, RW: true});
		const Mounts = [bind('/mnt/10', '/srv/j'), bind('/sock', '/var/run/docker.sock'), bind('/mnt/9', '/srv/i')];
		const {actions, page} = inspect([{name: 'web', Mounts}]);
		actions.enter();
		actions.tabByNumber(4);
		expect(page().match(/^\/\S+/gm)).toEqual(['/sock', '/mnt/9', '/mnt/10']);
	});
	it('draw a range of ports as one line of the map', () => {
		const port = (number: number, host: number): [string, {HostIp: string; HostPort: string}[]] => [
			`${number}/udp`,
			[{HostIp: '0.0.0.0', HostPort: String(host)}],
		];
		const Ports = Object.fromEntries([port(17000, 9000), port(17001, 9001), port(17002, 9002), port(17003, 9999)]);
		const {actions, page} = inspect([{name: 'rtp', NetworkSettings: {Ports, Networks: {bridge: {NetworkID: 'n1'}}}}]);
		actions.openNetwork();
		expect(page().match(/0\.0\.0\.0.*/g)).toEqual(['0.0.0.0:9000-9002 → 17000-17002/udp ?', '0.0.0.0:9999 → 17003/udp ?']);
	});
	it('ask for processes when they are looked at, once', async () => {
		const {actions, fleet, state} = inspect();
		actions.enter();
		expect(fleet.asked).toEqual([]);
		actions.tabByNumber(6);
		actions.tabByNumber(1);
		actions.tabByNumber(6);
		await expect.poll(() => fleet.asked.map(([, what]) => what)).toEqual(asked);
		expect(state().asking.size).toBe(0);
	});
	it('say why a grade changes by what they asked for', async () => {
		const {actions, fleet, state} = inspect([{name: 'web', host: {NetworkMode: 'bridge', Privileged: false}}]);
		Object.assign(fleet, {
			ask: async () => fleet.show(sampleModel([{name: 'web', host: {NetworkMode: 'bridge', Privileged: true}}])),
		});
		actions.enter();
		actions.tabByNumber(6);
		await expect
			.poll(() => state().toasts.map(({text}) => text))
			.toEqual([expect.stringMatching(/^web: ≥ A \d+ → F \d+: seen now: Container is privileged$/)]);
	});
	it('ask for processes again when the container has restarted', async () => {
		const {actions, fleet} = inspect([{name: 'web'}]);
		actions.enter();
		actions.tabByNumber(6);
		await expect.poll(() => fleet.asked).toHaveLength(3);
		fleet.show(sampleModel([{name: 'web'}]));
		expect(fleet.asked).toHaveLength(3);
		fleet.show(
			sampleModel([{name: 'web', State: {Status: 'running', Running: true, Pid: 7, StartedAt: '2026-03-02T12:00:00Z'}}]),
		);
		await expect.poll(() => fleet.asked.map(([, what]) => what)).toEqual([...asked, ...asked]);
	});
	it('end their questions when they are left, and ask again when they are opened again', async () => {
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
		const {actions, fleet} = inspect();
		const wanted: AbortSignal[] = [];
		fleet.ask = (_, __, signal) => {
			if (signal !== undefined) wanted.push(signal);
			return new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve()));
		};
		actions.enter();
		actions.tabByNumber(6);
		expect(wanted.map(({aborted}) => aborted)).toEqual([false]);
		// A user who steps through the tabs comes back sooner.
		actions.tabByNumber(1);
		actions.tabByNumber(6);
		actions.openNetwork();
		vi.advanceTimersByTime(700);
		expect(wanted.map(({aborted}) => aborted)).toEqual([false]);
		actions.back();
		actions.back();
		vi.advanceTimersByTime(700);
		expect(wanted.map(({aborted}) => aborted)).toEqual([true]);
		await new Promise(setImmediate);
		actions.enter();
		actions.tabByNumber(6);
		expect(wanted.map(({aborted}) => aborted)).toEqual([true, false]);
	});
	it('ask for no processes of a container that does not run', async () => {
		const {actions, fleet, page} = inspect([{name: 'web', State: {Status: 'exited', Running: false}}]);
		actions.toggleStopped();
		actions.enter();
		actions.tabByNumber(6);
		await actions.refresh();
		expect(fleet.asked).toEqual([]);
		expect(page()).toBe(' It is not running, so it has no processes.');
	});
	it('say that a container is gone, and lead to the one that has its name now', () => {
		const {actions, fleet, page, state} = inspect([{name: 'web'}]);
		actions.enter();
		fleet.show({...fleet.model(), entries: []});
		fleet.show({...fleet.model(), verdicts: []});
		expect(page()).toBe(' This container is gone.\n Esc goes back.');
		expect([...state().gone.values()]).toEqual(['web']);
		const next = sampleModel([{name: 'db'}, {name: 'web'}]);
		fleet.show({...next, entries: next.entries.slice(1)});
		expect(page()).toBe(' This container is gone.\n Another one is called web now: Enter opens it.\n Esc goes back.');
		actions.enter();
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', id: next.entries[1]?.id});
	});
	it('show one secret when asked, and mask it again when left', () => {
		const {actions, page} = inspect();
		actions.move(2);
		actions.enter();
		actions.tabByNumber(8);
		expect(page()).not.toContain('S3cr3t-Value-42x');
		actions.reveal();
		expect(page()).toContain('S3cr3t-Value-42x');
		actions.down();
		actions.reveal();
		expect(page()).toContain('S3cr3t-Value-42x');
		actions.back();
		actions.enter();
		actions.tabByNumber(8);
		expect(page()).not.toContain('S3cr3t-Value-42x');
	});
	it('never copy a revealed secret', async () => {
		const {actions, copied} = inspect();
		actions.move(2);
		actions.enter();
		actions.tabByNumber(8);
		actions.reveal();
		await actions.copy();
		await actions.copyPage();
		expect(copied).toHaveLength(2);
		expect(copied.join()).not.toContain('S3cr3t-Value-42x');
	});
	it('mask secrets in the raw answer', () => {
		const {actions, page} = inspect();
		actions.move(2);
		actions.openRaw();
		expect(page()).toContain('POSTGRES_PASSWORD=');
		expect(page()).not.toContain('S3cr3t-Value-42x');
	});
	it('step to the next container on the same tab', () => {
		const {actions, state, selected} = inspect();
		actions.enter();
		actions.tabByNumber(3);
		actions.stepContainer(1);
		expect(selected()).toBe('traefik');
		expect(state().frames.at(-1)?.view).toMatchObject({kind: 'container', tab: 'caps'});
	});
});
