import {type ContainerInspect, type ImageInspect, podOf} from '../../base/index.js';
import {
	type EngineDefaults,
	given,
	givenOptions,
	invocationOf,
	madeOf,
	plainDefaults,
	type RunOption,
	runOptions,
} from '../../judge/index.js';
import type {CommandFile, Reconstruction, RunCommand} from '../run-command.js';
import {lostSettings} from './lost-settings.js';
import {asRequested, podmanGaps} from './podman-answer.js';
import {forPodman} from './podman-options.js';
import {networkOptions} from './reconstruct-networks.js';
import {seccompFile} from './seccomp-file.js';

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
	const made = madeOf(engine.podman ? asRequested(answer, image) : answer, image, engine);
	const {inspect, config} = made;
	const warnings: string[] = [];
	const network = networkOptions(inspect, engine, warnings);
	const pod = engine.podman ? podOf(answer, true) : null;
	const {options, files} = withFiles(
		givenOptions(runOptions, made, {
			'--pod': given('--pod', pod?.infra ? '' : pod?.id.slice(0, 12)),
			'--network': network.options,
		}),
		inspect.Name ?? inspect.Id,
	);
	warnings.push(...lostSettings(made), ...imageWarnings(inspect, image));
	const command: RunCommand = {
		program: 'docker',
		options,
		image: config.Image || inspect.Image || '',
		args: invocationOf(made).args,
		before: [],
		after: network.after,
		files,
		secrets: [],
		masked: false,
	};
	if (!engine.podman) return {command, warnings};

	const podman = forPodman(command, warnings);
	return {
		command: podman,
		warnings: [...warnings.map(text => text.replaceAll('docker run', 'podman run')), ...podmanGaps(answer)],
	};
}

/** With each seccomp profile, whose content the engine keeps, in a file that the command names. */
function withFiles(options: readonly RunOption[], container: string): {options: RunOption[]; files: CommandFile[]} {
	const files: CommandFile[] = [];
	const named = options.map(one => {
		const file = one.name === '--security-opt' ? seccompFile(one.value ?? '', container) : null;
		if (file === null) return one;
		files.push(file);
		return {...one, value: `seccomp=${file.name}`};
	});
	return {options: named, files};
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
