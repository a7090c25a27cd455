import type {RunOption} from '../judge/index.js';

/** A `docker run` or `podman run` command in parts: edited by the plan, printed by the renderers and run by tests. */
export type RunCommand = {
	readonly program: 'docker' | 'podman';
	readonly options: readonly RunOption[];
	readonly image: string;
	/** What follows the image. */
	readonly args: readonly string[];
	/** Commands to run first, for what it needs: networks, containers, data that is copied. */
	readonly before: readonly string[];
	/** Commands to run afterwards, for what `docker run` does not support (`docker network connect …`). */
	readonly after: readonly (readonly string[])[];
	/** To be written first, into the directory where the command runs. */
	readonly files: readonly CommandFile[];
	/** Variables whose values no command has: the shell that runs it supplies them. */
	readonly secrets: readonly SecretVariable[];
	/** A value in it is masked: it must not run like this. */
	readonly masked: boolean;
};

/** A secret that the user's shell moves into the new container. */
export type SecretVariable = {
	/** Any name that the engine accepts: not always one that a shell variable can have. */
	readonly name: string;
	/** Its value has a line break, which an env file cannot hold. */
	readonly severalLines: boolean;
	/** `null`: it stays a variable of the container. Otherwise the file on the host that gets the value, with mode 0600. */
	readonly file: SecretFile | null;
};

/** `value`: the file holds only the value. `env-file`: a line `NAME=value` for `--env-file`, which several variables share. */
export type SecretFile = {
	readonly kind: 'value' | 'env-file';
	/** Absolute, on the host of the engine. */
	readonly path: string;
	/** The uid that must be able to read it; `null` when it is root, or not known. */
	readonly owner: number | null;
};

/** A file that the command refers to: the start of a digest in its name keeps it from replacing another one. */
export type CommandFile = {readonly name: string; readonly content: string; readonly why: string};

export type Reconstruction = {
	readonly command: RunCommand;
	/** What the command cannot reproduce, in plain words. May contain untrusted text: sanitise before painting. */
	readonly warnings: readonly string[];
};
