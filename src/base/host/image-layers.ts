import type {ContainerInspect, ImageInspect} from '../answers/index.js';
import type {HostTree} from './host-tree.js';
import {withoutEscapes} from './mount-table.js';

/**
 * The layer directories of an image on this host, topmost first, or those of a container: its writable layer, and its image's. `null` where the engine lists none (storage drivers other than overlay, containerd's image store).
 *
 * @source docs.docker.com/engine/storage/drivers/overlayfs-driver
 */
export function imageLayers({GraphDriver}: Pick<ImageInspect | ContainerInspect, 'GraphDriver'>): readonly string[] | null {
	const data: Readonly<Record<string, unknown>> = GraphDriver?.Data ?? {};
	const upper = data['UpperDir'];
	const lower = data['LowerDir'];
	if (!/^(overlay|fuse-overlayfs)/.test(String(GraphDriver?.Name)) || typeof upper !== 'string' || upper === '') return null;
	const layers = [upper, ...(typeof lower === 'string' ? lower.split(':') : [])].filter(path => path !== '');
	return layers.every(path => path.startsWith('/')) ? layers : null;
}

/**
 * The layer that provides a path of the image, `null` for none: a file in a higher layer hides those below, and a 0/0 device
 * is a whiteout. Links within the image are not followed.
 */
export function layerOf(layers: readonly HostTree[], path: string): HostTree | null {
	for (const layer of layers) {
		const parts = path.split('/').slice(1);
		const steps = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
		for (const [index, step] of steps.entries()) {
			const seen = layer.lstat(step);
			// What hides the lower ones may be there.
			if (!seen.known) return null;
			// Not in this layer: a lower one may have it.
			if (seen.value === null) break;
			if (index === steps.length - 1) return seen.value.isFile() ? layer : null;
			if (!seen.value.isDirectory()) return null;
		}
	}
	return null;
}

/**
 * The layers that are mounted as the root of a process, topmost first: with containerd's image store, which names none, too. `null` where it is
 * no overlay, or one whose layers are named from a folder that is not known.
 *
 * @source kernel fs/overlayfs/params.c (ovl_show_options): `\\:` is a colon of a name; containerd mount/mount_linux.go: relative names
 */
export function mountedLayers(tree: HostTree, pid: number): readonly string[] | null {
	const table = tree.readTable(`/proc/${pid}/mountinfo`);
	const line = ((table.known && table.value) || '').split('\n').findLast(one => one.split(' ', 5)[4] === '/') ?? '';
	const [, type = '', options = ''] = / - (\S+) \S+ (\S+)$/.exec(line) ?? [];
	if (type !== 'overlay') return null;
	const given = options.split(/(?<!\\),/);
	const named = (name: string) =>
		given.filter(one => one.startsWith(`${name}=`)).map(one => withoutEscapes(one.slice(name.length + 1)));
	const [upper] = named('upperdir');
	const lowers = [...named('lowerdir').flatMap(one => one.split(/(?<!\\):/)), ...named('lowerdir+')];
	const layers = [upper ?? '', ...lowers].map(layer => layer.replace(/\\([:,\\])/g, '$1'));
	return layers.every(layer => layer.startsWith('/')) ? layers : null;
}
