import type {SafeText} from '../../../base/index.js';
import type {Activity, ActivityContext} from '../activity.js';
import type {AnyDetection, Detection} from './detection.js';
import crashLoop from './runtime-crash-loop.js';
import engineSocket from './runtime-engine-socket.js';
import execPrivileged from './runtime-exec-privileged.js';
import execRoot from './runtime-exec-root.js';
import kernelAccess from './runtime-kernel-access.js';
import metadataService from './runtime-metadata-service.js';
import miningPort from './runtime-mining-port.js';
import newCapability from './runtime-new-capability.js';
import newDestination from './runtime-new-destination.js';
import newListener from './runtime-new-listener.js';
import oom from './runtime-oom.js';
import packageManager from './runtime-package-manager.js';
import outsideImage from './runtime-program-outside-image.js';
import registry from './runtime-registry.js';
import reverseShell from './runtime-reverse-shell.js';
import rootProcess from './runtime-root-process.js';
import routineCapability from './runtime-routine-capability.js';
import setuidProgram from './runtime-setuid-program.js';
import shell from './runtime-shell.js';
import worseConfiguration from './runtime-worse-configuration.js';

/** Detections by the kind of activity that they look at. */
type ByKind = {readonly [Kind in Activity['kind']]: readonly Detection<Kind>[]};

const byKind: ByKind = {
	exec: [shell, execPrivileged, execRoot],
	program: [outsideImage, rootProcess, reverseShell, packageManager, setuidProgram],
	capability: [kernelAccess, newCapability, routineCapability],
	listener: [newListener],
	destination: [metadataService, miningPort, newDestination],
	'runtime-socket': [engineSocket],
	oom: [oom],
	failure: [crashLoop],
	posture: [worseConfiguration, registry],
};

/** Every detection, in the order of the documentation. */
export const detections: readonly AnyDetection[] = Object.values(byKind).flat();

export const detectionSlugs: readonly string[] = detections.map(({slug}) => slug);

/** What an activity raises, with the words for it. */
export function detect<Kind extends Activity['kind']>(
	activity: Activity & {readonly kind: Kind},
	context: ActivityContext,
): {readonly rule: Pick<Detection, 'slug' | 'severity' | 'title'>; readonly text: SafeText}[] {
	// The table has the detections of this kind, which take its activities.
	const rules = byKind[activity.kind] as readonly Detection<Kind>[];
	return rules.flatMap(rule => {
		const text = rule.detect(activity as Parameters<typeof rule.detect>[0], context);
		return text === null ? [] : [{rule, text}];
	});
}
