import type {RunOption} from '../changes/run-option.js';

/** A `docker run` or `podman run` command in parts: edited by the plan, printed by the renderers and run by tests. */
export type RunCommand = {
	readonly program: 'docker' | 'podman';
	readonly options: readonly RunOption[];
	readonly image: string;
	/** What follows the image. */
	readonly args: readonly string[];
	/** Commands to run afterwards, for what `docker run` does not support (`docker network connect …`). */
	readonly after: readonly (readonly string[])[];
	/** To be written first, into the directory where the command runs. */
	readonly files: readonly CommandFile[];
};

/** A file that the command refers to: the start of a digest in its name keeps it from replacing another one. */
export type CommandFile = {readonly name: string; readonly content: string; readonly why: string};

export type Reconstruction = {
	readonly command: RunCommand;
	/** What the command cannot reproduce, in plain words. May contain untrusted text: sanitise before painting. */
	readonly warnings: readonly string[];
};
