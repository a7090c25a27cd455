import {type ContainerConfig, type DeviceRequest, type HostConfig, MASKED_PATHS, READ_ONLY_PATHS} from '../../base/index.js';
import {createsSource, givenBy, invocationOf, type Made, rowOf, runOptions} from '../../judge/index.js';
import {anonymousVolumes} from '../keep-volumes.js';

/**
 * What an API client can set but `docker run` cannot, and fields of engines that are newer than this program: the command
 * drops nothing silently.
 */
export function lostSettings(made: Made): string[] {
	const {inspect, config, host, inherited, engine} = made;
	return [
		...entrypointWords(made),
		...unsetVariables(made),
		...(hasComposeLabels(made) ? [leavesCompose] : []),
		...lostOfMounts(made),
		...lostPaths(made),
		...lostOfHealth(made),
		...Object.values(inspect.UnreadableFields ?? {}).map(
			problem => `the engine's answer is malformed (${problem}): what could not be read is missing here`,
		),
		...foreground(config),
		...(host.ContainerIDFile
			? [`its id was written to ${host.ContainerIDFile}: for that, remove the file and add --cidfile with its path`]
			: []),
		...(config.NetworkDisabled ? ['its network is disabled, which docker run cannot express: --network none comes closest'] : []),
		...(config.Shell && JSON.stringify(config.Shell) !== JSON.stringify(inherited.Shell ?? null)
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

const entrypointWords = (made: Made): string[] =>
	invocationOf(made).moved
		? ['docker run takes one word for the entrypoint: the rest moves to the arguments, which runs the same process']
		: [];

const unsetVariables = (made: Made): string[] =>
	textsGiven('--env', made)
		.filter(entry => !entry.includes('='))
		.map(entry => `the variable ${entry} is not set in it: run the command in a shell where ${entry} is not set`);

/** Only for the command: an override file keeps the container under Compose. */
export const leavesCompose = 'the labels of Compose are omitted: Compose will not manage the new container';

const hasComposeLabels = ({config, inherited}: Made): boolean =>
	Object.entries(config.Labels ?? {}).some(
		([key, value]) => key.startsWith('com.docker.compose.') && inherited.Labels?.[key] !== value,
	);

function lostOfMounts({inspect, host}: Made): string[] {
	return [
		...anonymousVolumes(inspect).map(
			({name, destination}) =>
				`the data of the anonymous volume at ${destination} is not carried over by this command, which creates an empty one: it stays in volume ${name}, which the replace sequence mounts again`,
		),
		...(host.Mounts ?? []).flatMap(mount => {
			const how = createsSource(mount);
			if (how === 'by --volume') return [];
			return [
				...(how === 'lost' ? [`--mount does not create ${mount.Source} on the host: create it first if it is gone`] : []),
				...(mount.TmpfsOptions?.Options?.length
					? [`options of the tmpfs mount at ${mount.Target} cannot be given to --mount: use --tmpfs instead`]
					: []),
				...([mount.Source, mount.Target].some(path => path?.includes('\r\n'))
					? [`docker reads the line break in the mount at ${JSON.stringify(mount.Target)} as a bare newline`]
					: []),
			];
		}),
	];
}

/** Lists of masked and read-only paths other than the default and the empty one; none just privileged. */
function lostPaths({host, engine}: Made): string[] {
	const {MaskedPaths: masked, ReadonlyPaths: readOnly} = host;
	if (engine.podman || host.Privileged || (masked?.length === 0 && readOnly?.length === 0)) return [];
	return (
		[
			['masked', masked, MASKED_PATHS],
			['read-only', readOnly, READ_ONLY_PATHS],
		] as const
	).flatMap(([what, own, usual]) => {
		const more = (own ?? []).filter(path => !usual.includes(path) && !ofNewerEngines.test(path));
		return [
			...(own && usual.some(path => !own.includes(path))
				? [`its custom list of ${what} paths cannot be given to docker run: the engine uses the default list`]
				: []),
			...(more.length > 0 ? [`${more.join(', ')} cannot be made ${what} with docker run`] : []),
		];
	});
}

/** Masked by default since Docker 24, 27 and 28. */
const ofNewerEngines = /^\/proc\/interrupts$|^\/sys\/devices\/(virtual\/powercap|system\/cpu\/cpu\d+\/thermal_throttle)$/;

/** `docker run` takes one text and runs it in a shell; Podman takes words too. */
function lostOfHealth(made: Made): string[] {
	const [command] = textsGiven('--health-cmd', made);
	const [form, ...rest] = made.config.Healthcheck?.Test ?? [];
	if (command === undefined || (made.engine.podman && command.startsWith('['))) return [];
	if (form === 'CMD')
		return ["the health check is in exec form, which docker run cannot express: the command runs it through the image's /bin/sh"];
	return rest.length > 1 ? ['its health check has more words after the shell command, which docker run cannot express'] : [];
}

const textsGiven = (name: string, made: Made): string[] => {
	const row = rowOf(name);
	return row === null ? [] : givenBy(row, made).filter(one => typeof one === 'string');
};

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
		.filter(([name, value]) => !fieldsWithOption.has(name) && isSet(value))
		.map(([name]) => `HostConfig.${name} is set, and docker run has no option for it: the new container does not have it`);
}

const fieldsWithOption: ReadonlySet<string> = new Set([
	...Object.values(runOptions).flatMap(({field}) => (field?.startsWith('HostConfig.') ? [field.split('.')[1] ?? ''] : [])),
	// Of --security-opt and --cidfile; the third is the size of the terminal that started it.
	...['MaskedPaths', 'ReadonlyPaths', 'ContainerIDFile', 'ConsoleSize'],
]);

const isSet = (value: unknown): boolean =>
	typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
