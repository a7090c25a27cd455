import {type EngineInfo, type Known, known, unknown} from '../answers/index.js';
import type {EngineKind, ImageStore} from './engine-facts.js';

/**
 * Where an engine keeps its images, which decides what their digests mean.
 *
 * @param info  `null` while `/info` has not answered, or was refused
 * @source moby daemon/containerd/service.go: `LayerStoreStatus`
 */
export function imageStore(kind: EngineKind, info: EngineInfo | null): Known<ImageStore> {
	if (kind === 'podman') return known('podman');
	if (info === null) return unknown('engine:/info', 'the engine did not report where it stores images');
	const {DriverStatus: status} = info;
	// Go writes an empty list as null: a storage driver that has nothing to report.
	if (status !== null && !Array.isArray(status))
		return unknown('engine:/info', 'the engine did not report DriverStatus, which names its image store');
	const isContainerd = (status ?? []).some(row => Array.isArray(row) && row.includes('io.containerd.snapshotter.v1'));
	return known(isContainerd ? 'containerd' : 'storage-driver');
}
