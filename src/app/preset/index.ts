export {
  PRESET_NAMES,
  type PresetInput,
  PresetParameterError,
  type PresetProject,
  PresetUnknownError,
  presetProject,
} from './preset-project.ts';
