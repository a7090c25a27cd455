import {type ContainerInspect, type ImageInspect, podOf} from '../../base/index.js';
import {given, option, type RunOption} from '../../judge/index.js';
import type {CommandFile, Reconstruction, RunCommand} from '../run-command.js';
import {type EngineDefaults, plainDefaults} from './engine-defaults.js';
import {healthOptions} from './health.js';
import {lostSettings} from './lost-settings.js';
import {mountOptions} from './mounts.js';
import {networkOptions} from './networks.js';
import {asRequested, podmanGaps} from './podman-answer.js';
import {forPodman} from './podman-options.js';
import {portOptions} from './ports.js';
import {dataOptions, identityOptions, invocation, lifecycleOptions} from './process.js';
import {resourceOptions} from './resources.js';
import {securityOptions} from './security.js';

export {type EngineDefaults, engineDefaults, plainDefaults} from './engine-defaults.js';

/**
 * The `docker run` (`podman run` on Podman) command that recreates a container, minus the defaults of its image and its engine. What the
 * command line cannot express is listed in `warnings`; files that it needs are written first. Always detached:
 * whether the original was is not recorded.
 *
 * @param image  the image by the container's `Image` id (not by its tag, which may have moved on); `null` when it was not seen: then
 *               nothing is known to be the image's, and the command repeats it
 * @source docker run reference; moby runconfig, daemon/create.go
 */
export function reconstruct(
	answer: ContainerInspect,
	image: ImageInspect | null,
	engine: EngineDefaults = plainDefaults,
): Reconstruction {
	const inspect = engine.podman ? asRequested(answer, image) : answer;
	const warnings: string[] = [];
	const files: CommandFile[] = [];
	const config = inspect.Config ?? {};
	const inherited = image?.Config ?? {};
	const pod = engine.podman ? podOf(answer, true) : null;

	const network = networkOptions(inspect, engine, warnings);
	const run = invocation(config, inherited, engine, warnings);
	const options: RunOption[] = [
		...identityOptions(inspect, inherited, engine),
		...platform(image, engine),
		...lifecycleOptions(inspect, inherited, engine),
		...dataOptions(inspect, inherited, engine, warnings),
		...mountOptions(inspect, image, engine, warnings),
		...portOptions(inspect, inherited.ExposedPorts ?? {}),
		...given('--pod', pod?.infra ? '' : pod?.id.slice(0, 12)),
		...network.options,
		...securityOptions(inspect, engine, warnings, files),
		...resourceOptions(inspect.HostConfig ?? {}),
		...healthOptions(config.Healthcheck, inherited.Healthcheck, engine, warnings),
		...run.options,
	];
	warnings.push(...lostSettings(inspect, inherited, engine), ...imageWarnings(inspect, image));
	const made: RunCommand = {
		program: 'docker',
		options,
		image: config.Image || inspect.Image || '',
		args: run.args,
		after: network.after,
		files,
		secrets: [],
		masked: false,
	};
	if (!engine.podman) return {command: made, warnings};

	const command = forPodman(made, warnings);
	return {command, warnings: [...warnings.map(text => text.replaceAll('docker run', 'podman run')), ...podmanGaps(answer)]};
}

/** Needed when the image is for another platform than the engine's: a new pull would get another image. */
function platform(image: ImageInspect | null, engine: EngineDefaults): RunOption[] {
	const {Os: system = '', Architecture: architecture = '', Variant: variant = ''} = image ?? {};
	if (engine.architecture === null || architecture === '' || architecture === engine.architecture) return [];
	return [option('--platform', [system || 'linux', architecture, ...(variant === '' ? [] : [variant])].join('/'))];
}

/** Where the name of the image no longer leads to the image that runs. */
export function imageWarnings(inspect: ContainerInspect, image: ImageInspect | null): string[] {
	if (image === null)
		return ['the image could not be inspected, or is no longer on this engine: the command repeats its defaults'];
	const name = inspect.Config?.Image ?? '';
	const names = [...(image.RepoTags ?? []), ...(image.RepoDigests ?? [])];
	const stillNames = /^(sha256:)?[0-9a-f]{12,64}$/.test(name) || names.some(known => refersTo(name, known));
	return stillNames ? [] : [`${name} now points to another image, or to none; the container runs ${image.Id}`];
}

/** `nginx` is `nginx:latest`; Podman and digests include the registry; a tag is ignored if there is a digest. */
function refersTo(name: string, known: string): boolean {
	const bare = name.includes('@') ? name.replace(/:[^/:@]+@/, '@') : name;
	const full = /[:@][^/]+$/.test(bare) ? bare : `${bare}:latest`;
	return known === full || known.endsWith(`/${full}`) || full.endsWith(`/${known}`);
}
