export * from '../dataset/interaction-matrix.js';
