import {
	type ContainerConfig,
	type ContainerInspect,
	type DeviceRequest,
	type HostConfig,
	hostConfig,
	ownValue,
	type Schema,
} from '../../base/index.js';
import type {EngineDefaults} from './engine-defaults.js';

/**
 * What an API client can set but `docker run` cannot, and fields of engines that are newer than this program: the command
 * drops nothing silently.
 */
export function lostSettings(inspect: ContainerInspect, image: ContainerConfig, engine: EngineDefaults): string[] {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	return [
		...Object.values(inspect.UnreadableFields ?? {}).map(
			problem => `the engine's answer is malformed (${problem}): what could not be read is missing here`,
		),
		...foreground(config),
		...(host.ContainerIDFile
			? [`its id was written to ${host.ContainerIDFile}: for that, remove the file and add --cidfile with its path`]
			: []),
		...(config.NetworkDisabled ? ['its network is disabled, which docker run cannot express: --network none comes closest'] : []),
		...(config.Shell && JSON.stringify(config.Shell) !== JSON.stringify(image.Shell ?? null)
			? ["its own shell for health checks is not the image's, and cannot be given to docker run"]
			: []),
		...Object.keys(config.Labels ?? {})
			.filter(key => /[=\s]/.test(key) || key === '')
			.map(key => `the name of the label ${JSON.stringify(key)} cannot be written in --label`),
		...(config.Env ?? [])
			.filter(entry => entry === '' || entry.startsWith('='))
			.map(entry => `the variable ${JSON.stringify(entry)} has no name, which --env refuses`),
		...notText(config),
		...Object.entries(host.PortBindings ?? {})
			.filter(([, bindings]) => (bindings ?? []).length === 0)
			.map(([port]) => `port ${port} is published nowhere: the command only exposes it`),
		...(host.DeviceRequests ?? []).filter(request => !isGpuRequest(request)).map(deviceWarning),
		...(engine.podman ? [] : unknownFields(host)),
	];
}

/** The engine answers in JSON, where invalid UTF-8 has become U+FFFD. */
function notText({Env, Cmd, Entrypoint, Labels}: ContainerConfig): string[] {
	const holds = [Env, Cmd, Entrypoint, Object.entries(Labels ?? {})].some(part => JSON.stringify(part ?? '').includes('\ufffd'));
	return holds ? ['its variables, labels or arguments contain invalid UTF-8, which the engine does not report'] : [];
}

/** Attached streams belong to the client that ran it; they only affect when its stdin is closed. */
function foreground({StdinOnce, AttachStdin, AttachStdout, AttachStderr}: ContainerConfig): string[] {
	const attached = [AttachStdin && 'stdin', AttachStdout && 'stdout', AttachStderr && 'stderr'].filter(Boolean);
	const some = attached.length > 0 && !(AttachStdout && AttachStderr);
	return [
		...(StdinOnce
			? ['its stdin closes with the first client, as in the foreground: for that, remove --detach from the command']
			: []),
		...(some ? [`it was attached to ${attached.join(' and ')} only: for that, use --attach instead of --detach`] : []),
	];
}

/** What `--gpus` always adds, and counts; a device by its CDI name is a `--device`. */
function isGpuRequest({Driver, Capabilities, Count, DeviceIDs}: DeviceRequest): boolean {
	if (Driver === 'cdi') return true;
	return Capabilities?.length === 1 && (Capabilities[0] ?? []).includes('gpu') && (Count !== 0 || (DeviceIDs ?? []).length > 0);
}

const deviceWarning = ({Capabilities}: DeviceRequest): string =>
	`a request for devices (${JSON.stringify(Capabilities ?? [])}) cannot be expressed with --gpus`;

function unknownFields(host: HostConfig): string[] {
	return Object.entries(host)
		.filter(([name, value]) => !hasFlag(name) && isSet(value))
		.map(([name]) => `HostConfig.${name} is set, and docker run has no option for it: the new container does not have it`);
}

/** ConsoleSize is the size of the terminal that started it. */
function hasFlag(name: string): boolean {
	const fields: Readonly<Record<string, Schema>> = hostConfig.fields;
	const field = ownValue(fields, name);
	return name === 'ConsoleSize' || (field !== undefined && field.withoutFlag !== true);
}

const isSet = (value: unknown): boolean =>
	typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
