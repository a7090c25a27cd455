import {basename} from 'node:path';

/** Paths that do not name the program: `/proc/self/exe`, `/proc/self/fd/7`, `memfd:runc_cloned`. */
export const isThroughProc = (file: string): boolean => /^\/proc\/(self|thread-self|\d+)\/|^\/dev\/fd\/|^memfd:/.test(file);

/** Whether an executed file is the runtime itself, or the copy of itself with which it enters a container. */
export const isOfTheRuntime = (file: string): boolean => isThroughProc(file) || programs.test(basename(file));

const programs =
	/^((docker-)?runc|crun|youki|runsc|kata-runtime|conmon|containerd-shim.*|nvidia-container-(runtime.*|cli|toolkit)|dockerd|exe)$/;
