import {ownValue} from '../../../base/index.js';
import {deviceOptions} from './device-options.js';
import {dataOptions} from './environment.js';
import {identityOptions, lifecycleOptions} from './identity.js';
import {entrypointOption, healthOptions} from './invocation.js';
import {mountOptions} from './mount-options.js';
import {networkOptions} from './network-options.js';
import {privilegeOptions} from './privileges.js';
import {resourceOptions} from './resources.js';
import {noTrace, type OptionRow, type OptionRows} from './row.js';

/**
 * Every option of `docker run` and `podman run` that makes a container, in the order of a command.
 *
 * @source docs.docker.com/reference/cli/docker/container/run, podman-run(1), podman-systemd.unit(5), compose-spec
 */
export const runOptions: OptionRows = {
	...identityOptions,
	...lifecycleOptions,
	...dataOptions,
	...mountOptions,
	...networkOptions,
	...privilegeOptions,
	...resourceOptions,
	...deviceOptions,
	...healthOptions,
	...entrypointOption,
};

/** What has no row, and why: nothing of it is in the container under that name. */
export const withoutRow: Readonly<Record<string, string>> = {
	...Object.fromEntries(
		[
			...['--attach', '--cidfile', '--detach-keys', '--disable-content-trust', '--env-file', '--help', '--label-file'],
			...['--pull', '--quiet', '--sig-proxy'],
		].map(name => [name, noTrace.without]),
	),
	...Object.fromEntries(['--ip', '--ip6', '--link-local-ip', '--network-alias'].map(name => [name, 'is a part of --network'])),
};

const longNames = new Map(
	Object.entries(runOptions).flatMap(([name, {otherNames = []}]) => otherNames.map(other => [other, name] as const)),
);

/** The long name of a short one, or of an older one. */
export const longName = (name: string): string => longNames.get(name) ?? name;

export const rowOf = (name: string): OptionRow | null => ownValue(runOptions, name) ?? null;
