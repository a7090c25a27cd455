// Written by `npm run docs:rules` from the files of this folder: do not edit it.
import type {AnyDetection} from './detection.js';
import runtimeCrashLoop from './runtime-crash-loop.js';
import runtimeEngineSocket from './runtime-engine-socket.js';
import runtimeExecPrivileged from './runtime-exec-privileged.js';
import runtimeExecRoot from './runtime-exec-root.js';
import runtimeKernelAccess from './runtime-kernel-access.js';
import runtimeMetadataService from './runtime-metadata-service.js';
import runtimeMiningPort from './runtime-mining-port.js';
import runtimeNewCapability from './runtime-new-capability.js';
import runtimeNewDestination from './runtime-new-destination.js';
import runtimeNewListener from './runtime-new-listener.js';
import runtimeOom from './runtime-oom.js';
import runtimePackageManager from './runtime-package-manager.js';
import runtimeProgramOutsideImage from './runtime-program-outside-image.js';
import runtimeRegistry from './runtime-registry.js';
import runtimeReverseShell from './runtime-reverse-shell.js';
import runtimeRootProcess from './runtime-root-process.js';
import runtimeRoutineCapability from './runtime-routine-capability.js';
import runtimeSetuidProgram from './runtime-setuid-program.js';
import runtimeShell from './runtime-shell.js';
import runtimeWorseConfiguration from './runtime-worse-configuration.js';

/** Every detection. */
export const detections: readonly AnyDetection[] = [
	runtimeCrashLoop,
	runtimeEngineSocket,
	runtimeExecPrivileged,
	runtimeExecRoot,
	runtimeKernelAccess,
	runtimeMetadataService,
	runtimeMiningPort,
	runtimeNewCapability,
	runtimeNewDestination,
	runtimeNewListener,
	runtimeOom,
	runtimePackageManager,
	runtimeProgramOutsideImage,
	runtimeRegistry,
	runtimeReverseShell,
	runtimeRootProcess,
	runtimeRoutineCapability,
	runtimeSetuidProgram,
	runtimeShell,
	runtimeWorseConfiguration,
];
