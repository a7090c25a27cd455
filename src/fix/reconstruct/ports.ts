import {bracketed, type ContainerInspect, type HostConfig, type Publication, publicationRuns} from '../../base/index.js';
import {flag, option, type RunOption} from '../../judge/index.js';

/** `--publish` as requested, never as resolved: an empty host port stays random. */
export function portOptions(inspect: ContainerInspect, imagePorts: Readonly<Record<string, unknown>>): RunOption[] {
	const bindings = inspect.HostConfig?.PortBindings ?? {};
	const exposed = Object.keys(inspect.Config?.ExposedPorts ?? {});
	return [
		...exposed.filter(port => !(port in imagePorts) && !(bindings[port]?.length ?? 0)).map(port => option('--expose', port)),
		...published(bindings).map(value => option('--publish', value)),
		...(inspect.HostConfig?.PublishAllPorts ? [flag('--publish-all')] : []),
	];
}

/** The values of `--publish` for these bindings, by number; `[::1]:8080:80/udp`, `7000-7003:7000-7003`. */
export function published(bindings: NonNullable<HostConfig['PortBindings']>): string[] {
	const all = Object.entries(bindings).flatMap(([key, wanted]) =>
		(wanted ?? []).map(({HostIp: address, HostPort: hostPort}): Publication => {
			const [port = '', protocol = 'tcp'] = key.split('/');
			return {port, protocol, address: address ?? '', hostPort: hostPort ?? ''};
		}),
	);
	return publicationRuns(all).map(publish);
}

function publish({port, protocol, address, hostPort}: Publication): string {
	const inside = protocol === 'tcp' ? port : `${port}/${protocol}`;
	const where = bracketed(address);
	return where !== '' ? `${where}:${hostPort}:${inside}` : hostPort !== '' ? `${hostPort}:${inside}` : inside;
}
