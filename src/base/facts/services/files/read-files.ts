import type {Known} from '../../../answers/index.js';
import type {ContainerFacts} from '../../container-facts.js';
import type {ImageFacts} from '../../image-facts.js';
import {serviceAccess} from '../access.js';
import {serviceReach} from '../reach.js';
import type {ConfigFile, ConfigFiles, WantedFile} from './config-file.js';

/** One leads to another, and a service may look in several places. */
const MAX_FILES = 8;

/**
 * The configuration files on which it depends whether a service of this container authenticates, with those that are known already. Only
 * of a running container, for a service that a client outside the container reaches; each is read once.
 *
 * @param read  must not throw
 * @param fleet  by id
 */
export async function readServiceFiles(
	container: ContainerFacts,
	image: ImageFacts | null,
	fleet: ReadonlyMap<string, ContainerFacts>,
	read: (wanted: WantedFile) => Promise<Known<ConfigFile | null>>,
): Promise<ConfigFiles> {
	let files = container.configFiles;
	for (let count = 0; count < MAX_FILES; count += 1) {
		const next = wantedFile({...container, configFiles: files}, image, fleet);
		if (next === null) break;
		files = new Map([...files, [next.path, await read(next)]]);
	}
	return files;
}

function wantedFile(
	container: ContainerFacts,
	image: ImageFacts | null,
	fleet: ReadonlyMap<string, ContainerFacts>,
): WantedFile | null {
	if (container.status !== 'running' && container.status !== 'paused') return null;
	for (const access of serviceAccess(container, image)) {
		const {wants} = access;
		if (wants === null || container.configFiles.has(wants.path)) continue;
		// The firewall is not considered: it can change at any time, and other containers may still connect.
		const {from, ports} = serviceReach(access, container, fleet, null);
		if (from !== 'self' && (from !== 'host' || ports.length > 0)) return wants;
	}
	return null;
}
