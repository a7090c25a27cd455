import type {PortBinding} from '../../answers/index.js';
import {groupBy} from '../../facts/group-by.js';
import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {published} from '../reconstruct/ports.js';
import {type Step, withConfig, withHost} from './change.js';
import {whyLeaveHostNetwork, whyPublishLess} from './reach-reason.js';

const everywhere = new Set(['', '0.0.0.0', '::']);

/** Ports published on all addresses of the host: who connects is not known, so the change is offered but not enabled. */
export const publishOnLoopback: Step = ({assessed, inspect}) => {
	const bindings = inspect.HostConfig?.PortBindings ?? {};
	const wild = Object.entries(bindings).flatMap(([port, wanted]) =>
		(wanted ?? []).filter(binding => everywhere.has(binding.HostIp ?? '')).map(binding => ({port, binding})),
	);
	if (wild.length === 0) return [];
	const narrowed = Object.fromEntries(Object.entries(bindings).map(([port, wanted]) => [port, narrow(wanted)]));
	return [
		{
			slug: 'publish',
			why: whyPublishLess(assessed),
			remove: flagsOf(wild),
			add: flagsOf(wild.map(({port, binding}) => ({port, binding: {...binding, HostIp: '127.0.0.1'}}))),
			confidence: 'test first',
			evidence: wild.map(({port, binding}) => ({
				source: 'inspect',
				path: sanitise(`HostConfig.PortBindings["${port}"]`),
				value: sanitise(`${binding.HostIp || '0.0.0.0'}:${binding.HostPort ?? ''}`),
			})),
			mayBreak: own('clients on other machines; safe if a proxy on this host is the only client'),
			howToSee: own('connections from other machines are refused'),
			enabled: false,
			apply: before => withHost(before, {PortBindings: narrowed}),
		},
	];
};

const flagsOf = (all: readonly {readonly port: string; readonly binding: PortBinding}[]): string[] =>
	published(
		Object.fromEntries([...groupBy(all, ({port}) => port)].map(([port, members]) => [port, members.map(({binding}) => binding)])),
	).map(value => `--publish ${sanitise(value)}`);

function narrow(wanted: readonly PortBinding[] | null): PortBinding[] {
	const narrowed = (wanted ?? []).map(binding =>
		everywhere.has(binding.HostIp ?? '') ? {...binding, HostIp: '127.0.0.1'} : binding,
	);
	return narrowed.filter((one, index) => narrowed.findIndex(other => JSON.stringify(other) === JSON.stringify(one)) === index);
}

/** `--network host` for a container whose listening ports are known: a private network, with these ports published. */
export const ownNetwork: Step = ({assessed, inspect, evidence}) => {
	if (inspect.HostConfig?.NetworkMode !== 'host') return [];
	const sockets = evidence.listening.known ? evidence.listening.value : null;
	const ports = [...new Set((sockets ?? []).map(({port, protocol}) => `${port}/${protocol}`))];
	return [
		{
			slug: 'network',
			why: whyLeaveHostNetwork(assessed),
			remove: ['--network host'],
			add: flagsOf(ports.map(port => ({port, binding: {HostPort: port.split('/')[0] ?? ''}}))),
			confidence: sockets === null ? 'unknown' : 'test first',
			evidence: [
				{source: 'inspect', path: 'HostConfig.NetworkMode', value: 'host'},
				...ports.map(port => ({source: 'proc', path: 'listening', value: port})),
			],
			mayBreak: own('access to host services on 127.0.0.1, broadcast and discovery, client source addresses'),
			howToSee: own('“Connection refused” to 127.0.0.1 in its log'),
			enabled: false,
			// In the host's network its hostname was the host's.
			apply: before =>
				withConfig(
					withHost(before, {
						NetworkMode: 'default',
						PortBindings: Object.fromEntries(ports.map(port => [port, [{HostIp: '', HostPort: port.split('/')[0] ?? ''}]])),
					}),
					{Hostname: before.Id.slice(0, 12)},
				),
		},
	];
};
