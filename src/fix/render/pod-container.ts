import type {ContainerConfig, ContainerInspect, HealthConfig, HostConfig} from '../../base/index.js';
import {ownVariables} from '../reconstruct/environment.js';
import {securityContext} from './pod-security.js';
import type {PodVolume} from './pod-volumes.js';
import type {Yaml} from './yaml.js';

/** The only container of the pod. Settings equal to the image's are omitted, except the health check, which Kubernetes does not read there. */
export function podContainer(
	name: string,
	inspect: ContainerInspect,
	image: ContainerConfig,
	volumes: readonly PodVolume[],
): Yaml {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const ports = Object.keys({...config.ExposedPorts, ...host.PortBindings}).map(port => port.split('/'));
	return {
		name,
		image: config.Image ?? '',
		...whenAny('command', same(config.Entrypoint, image.Entrypoint) ? [] : words(config.Entrypoint).map(escapeReference)),
		...whenAny('args', same(config.Cmd, image.Cmd) ? [] : words(config.Cmd).map(escapeReference)),
		workingDir: (config.WorkingDir ?? '') === (image.WorkingDir ?? '') ? undefined : config.WorkingDir || undefined,
		stdin: config.OpenStdin || undefined,
		tty: config.Tty || undefined,
		...whenAny(
			'env',
			ownVariables(config.Env, image.Env).map(entry => variable(entry, name)),
		),
		...whenAny(
			'ports',
			ports.map(([port = '0', protocol = 'tcp']) => ({containerPort: Number(port), protocol: protocol.toUpperCase()})),
		),
		readinessProbe: probe(config.Healthcheck),
		securityContext: securityContext(inspect),
		resources: resources(host),
		...whenAny(
			'volumeMounts',
			volumes.map(({mount}) => mount),
		),
	};
}

/** A name without a value is a hidden secret: it comes from a Secret, so that the pod does not start without it. */
function variable(entry: string, secret: string): Yaml {
	const [name = ''] = entry.split('=', 1);
	return entry.includes('=')
		? {name, value: escapeReference(entry.slice(name.length + 1))}
		: {name, valueFrom: {secretKeyRef: {name: secret, key: name}}};
}

/** Docker does not restart unhealthy containers: this is a readiness probe, not a liveness probe. */
function probe(health: HealthConfig | null | undefined): Yaml | undefined {
	const [form, ...rest] = health?.Test ?? [];
	if (!health || (form !== 'CMD' && form !== 'CMD-SHELL')) return undefined;
	const seconds = (nanoseconds: number | undefined, usual: number): number => Math.ceil((nanoseconds || usual * 1e9) / 1e9);
	return {
		exec: {command: form === 'CMD' ? rest : ['/bin/sh', '-c', ...rest]},
		initialDelaySeconds: health.StartPeriod ? seconds(health.StartPeriod, 0) : undefined,
		periodSeconds: seconds(health.Interval, 30),
		timeoutSeconds: seconds(health.Timeout, 30),
		failureThreshold: health.Retries || 3,
	};
}

function resources(host: HostConfig): Yaml | undefined {
	const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)}Mi`;
	const limits = {
		...(host.Memory ? {memory: mebibytes(host.Memory)} : {}),
		...(host.NanoCpus ? {cpu: `${Math.ceil(host.NanoCpus / 1e6)}m`} : {}),
	};
	const requests = host.MemoryReservation ? {memory: mebibytes(host.MemoryReservation)} : {};
	const asked = {
		...(Object.keys(limits).length > 0 ? {limits} : {}),
		...(Object.keys(requests).length > 0 ? {requests} : {}),
	};
	return Object.keys(asked).length > 0 ? asked : undefined;
}

/**
 * Kubernetes expands `$(NAME)` in command, args and env, and `$$` is one `$`; a dollar sign before anything else is
 * literal.
 * @source kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables
 */
const escapeReference = (text: string): string => text.replace(/\$(?=[$(])/g, '$$$$');

const words = (list: string[] | string | null | undefined): string[] => (typeof list === 'string' ? [list] : (list ?? []));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
export const whenAny = (key: string, list: readonly Yaml[]): Record<string, Yaml> => (list.length > 0 ? {[key]: list} : {});
