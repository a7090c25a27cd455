import type {ContainerInspect, EngineInfo} from '../answers/index.js';
import {parseTime} from '../text/iso-time.js';
import {type SafeText, safe, sanitise, trusted} from '../text/safe-text.js';
import type {ContainerCreation, JournalEntry} from './creation.js';

/** Milliseconds around the moment that was noted in which the engine can have made the container. A busy engine takes minutes. */
export const creationWindow = {before: 5_000, after: 300_000};

/** On every container that dockscope creates: random, and known to the journal. */
export const tokenLabel = 'dockscope.token';

/**
 * Which engine it is: an entry for another one proves nothing. `null` for an engine without an id.
 *
 * @param podman  it returns a new id with each answer: its host and its storage do not change
 * @source moby daemon/info.go (kept in engine-id below the data root); podman pkg/api/handlers/compat/info.go (`uuid.New()`)
 */
export function journalledEngine({ID: id, Name: name, DockerRootDir: root}: EngineInfo, podman: boolean): string | null {
	if (!podman) return id ? `docker ${id}` : null;
	return name && root ? `podman ${name} ${root}` : null;
}

/**
 * Why a container is not the one in the journal; `null` when everything matches: labels and names are hints that anyone may
 * copy, so each of them must match, as well as id, age, image, network and volumes.
 *
 * @param imageLabels  of its image, which a container inherits; `null` when not visible
 */
export function whyNotOurs(
	{what, id}: Pick<JournalEntry<ContainerCreation>, 'what' | 'id'>,
	{Id, Name: name = '', Created: created = '', Image: image = '', Config: config = {}, HostConfig: host = {}}: ContainerInspect,
	imageLabels: Readonly<Record<string, string>> | null,
): SafeText | null {
	if (id !== null && id !== Id) return trusted('its id is different');
	if (name.replace(/^\//, '') !== what.name) return safe`its name is not ${sanitise(what.name)}`;
	for (const [label, value] of Object.entries(what.labels))
		if (config.Labels?.[label] !== value) return safe`its label ${sanitise(label)} is different`;
	if (imageLabels === null) return trusted('its image cannot be seen, so its labels may be inherited');
	const token = what.labels[tokenLabel];
	if (token === undefined || imageLabels[tokenLabel] === token) return trusted('its labels are inherited from its image');
	if (!what.networks.includes(host.NetworkMode ?? '')) return safe`its network is ${sanitise(host.NetworkMode || 'not known')}`;
	if (what.image !== null && bare(what.image) !== bare(image)) return trusted('it was created from another image');
	const volumesFrom = host.VolumesFrom ?? [];
	if (volumesFrom.length !== what.volumesFrom.length || volumesFrom.some(one => !what.volumesFrom.includes(one)))
		return trusted('it shares volumes with another container');
	const at = parseTime(created);
	if (!(at >= what.at - creationWindow.before && at <= what.at + creationWindow.after))
		return trusted('it was created at another time');
	return null;
}

/** Docker writes `sha256:` before an image's id, and Podman not everywhere. */
const bare = (image: string): string => image.replace(/^sha256:/, '');
