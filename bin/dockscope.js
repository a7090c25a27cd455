#!/usr/bin/env node
// All of it is in the bundle: see scripts/build.mjs.
import '../dist/main.js';
