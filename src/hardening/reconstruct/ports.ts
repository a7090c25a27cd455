import type {ContainerInspect, PortBinding} from '../../answers/index.js';
import {bracketed} from '../../terminal/bracketed.js';
import {flag, option, type RunOption} from '../run-command.js';

/** `--publish` as asked, never as resolved: an empty host port stays random. Runs of three and more become a range. */
export function portOptions(inspect: ContainerInspect, imagePorts: Readonly<Record<string, unknown>>): RunOption[] {
	const bindings = inspect.HostConfig?.PortBindings ?? {};
	const exposed = Object.keys(inspect.Config?.ExposedPorts ?? {});
	return [
		...exposed.filter(port => !(port in imagePorts) && !(bindings[port]?.length ?? 0)).map(port => option('--expose', port)),
		...Object.entries(bindings).flatMap(([port, wanted]) =>
			(wanted ?? []).map(binding => option('--publish', publish(port, binding))),
		),
		...(inspect.HostConfig?.PublishAllPorts ? [flag('--publish-all')] : []),
	];
}

/** `[::1]:8080:80/udp` */
export function publish(port: string, {HostIp: address = '', HostPort: hostPort = ''}: PortBinding): string {
	const inside = port.replace(/\/tcp$/, '');
	const where = bracketed(address);
	return where !== '' ? `${where}:${hostPort}:${inside}` : hostPort !== '' ? `${hostPort}:${inside}` : inside;
}
