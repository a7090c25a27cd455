import type {ContainerFacts} from '../../../facts/index.js';
import type {Evidence} from '../../verdict.js';

type Which = 'any' | 'ipv6' | 'loopback';

/** Published ports of all containers: beyond loopback, beyond loopback over IPv6, or on loopback alone. */
export function openPorts(fleet: ReadonlyMap<string, ContainerFacts>, which: Which): Evidence[] {
	return [...fleet.values()].flatMap(({name, ports}) =>
		ports.flatMap(({port, protocol, published}) =>
			published
				.filter(({address}) => isOf(which, address))
				.map(({address, hostPort}) => ({
					source: 'inspect',
					path: `${name} NetworkSettings.Ports ${port}/${protocol}`,
					value: `${address.includes(':') ? `[${address}]` : address}:${hostPort}`,
				})),
		),
	);
}

function isOf(which: Which, address: string): boolean {
	const loopback = address === '::1' || address.startsWith('127.');
	if (which === 'loopback') return loopback;
	return !loopback && (which === 'any' || address.includes(':'));
}

/** A running container of an example that publishes port 80 on an address. */
export function examplePublished(address: string) {
	const ports = {'80/tcp': [{HostIp: address, HostPort: '8080'}]};
	return {
		Id: 'c'.repeat(64),
		Name: '/web',
		State: {Status: 'running', Running: true, Pid: 4242},
		HostConfig: {PortBindings: ports},
		NetworkSettings: {Ports: ports},
	};
}
