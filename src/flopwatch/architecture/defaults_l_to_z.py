"""Defaults of the families' own code, L to Z.

As in transformers 5.24.0; written by tests/architecture/make_defaults.py.
"""

SECOND = """\
laguna vocab_size=100352 hidden_size=2048 intermediate_size=8192 num_hidden_layers=40 num_attention_heads=48
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false sliding_window=512
 moe_intermediate_size=512 shared_expert_intermediate_size=512 num_experts_per_tok=8 num_experts=256 head_dim=128
 attention_bias=false gating=true
layoutlm vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 max_2d_position_embeddings=1024 tie_word_embeddings=true
led vocab_size=50265 max_encoder_position_embeddings=16384 max_decoder_position_embeddings=1024 encoder_layers=12
 encoder_ffn_dim=4096 encoder_attention_heads=16 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16
 d_model=1024 attention_window=512 tie_word_embeddings=true
lfm2 vocab_size=65536 hidden_size=2560 intermediate_size=12288 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=8 max_position_embeddings=128000 tie_word_embeddings=true conv_bias=false conv_L_cache=3
 block_multiple_of=256 block_ffn_dim_multiplier=1.0 block_auto_adjust_ff_dim=true
lfm2_moe vocab_size=65536 hidden_size=2048 intermediate_size=7168 moe_intermediate_size=1792 num_hidden_layers=32
 tie_word_embeddings=true max_position_embeddings=128000 num_attention_heads=32 num_key_value_heads=8 conv_bias=false
 conv_L_cache=3 num_dense_layers=2 num_experts_per_tok=4 num_experts=32
lfm2_vl projector_hidden_size=2560 projector_bias=true projector_use_layernorm=true downsample_factor=2
 tie_word_embeddings=true
lfm2_vl/vision_config model_type="siglip2_vision_model" optional=false
lfm2_vl/text_config model_type="lfm2" optional=false
llama vocab_size=32000 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false mlp_bias=false
llama4 tie_word_embeddings=false
llama4/text_config model_type="llama4_text" optional=false
llama4/vision_config model_type="llama4_vision_model" optional=false
llama4_text vocab_size=202048 hidden_size=5120 intermediate_size=8192 intermediate_size_mlp=16384 num_hidden_layers=48
 num_attention_heads=40 num_key_value_heads=8 head_dim=128 max_position_embeddings=131072 tie_word_embeddings=false
 num_experts_per_tok=1 num_local_experts=16 interleave_moe_layer_step=1 use_qk_norm=true no_rope_layer_interval=4
 attention_chunk_size=8192 attention_bias=false
llama4_vision_model hidden_size=768 num_hidden_layers=34 num_attention_heads=16 num_channels=3 intermediate_size=5632
 vision_output_dim=7680 image_size=448 patch_size=14 projector_input_dim=4096 projector_output_dim=4096
llava vision_feature_layer=-2 multimodal_projector_bias=true tie_word_embeddings=false
llava/vision_config model_type="clip_vision_model" optional=false intermediate_size=4096 hidden_size=1024
 patch_size=14 image_size=336 num_hidden_layers=24 num_attention_heads=16 vocab_size=32000 projection_dim=768
llava/text_config model_type="llama" optional=false
llava_next vision_feature_layer=-2 multimodal_projector_bias=true tie_word_embeddings=false
llava_next/text_config model_type="llama" optional=false
llava_next/vision_config model_type="clip_vision_model" optional=false intermediate_size=4096 hidden_size=1024
 patch_size=14 image_size=336 num_hidden_layers=24 num_attention_heads=16 vocab_size=32000 projection_dim=768
llava_onevision vision_feature_layer=-1 multimodal_projector_bias=true tie_word_embeddings=false
llava_onevision/vision_config model_type="siglip_vision_model" optional=false hidden_size=1152 intermediate_size=4304
 patch_size=14 image_size=384 num_hidden_layers=26 num_attention_heads=16 vision_use_head=false
llava_onevision/text_config model_type="qwen2" optional=false
longcat_flash vocab_size=131072 hidden_size=6144 num_layers=28 num_attention_heads=64 max_position_embeddings=131072
 tie_word_embeddings=false attention_bias=false ffn_hidden_size=12288 q_lora_rank=1536 kv_lora_rank=512
 qk_nope_head_dim=128 qk_rope_head_dim=64 head_dim=64 v_head_dim=128 moe_topk=12 n_routed_experts=512
 zero_expert_num=256 expert_ffn_hidden_size=2048
longformer attention_window=512 vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12
 intermediate_size=3072 max_position_embeddings=512 type_vocab_size=2 tie_word_embeddings=true
longt5 vocab_size=32128 d_model=512 d_kv=64 d_ff=2048 num_layers=6 num_heads=8 local_radius=127
 relative_attention_num_buckets=32 feed_forward_proj="relu" encoder_attention_type="local" is_decoder=false
 tie_word_embeddings=true
m2m_100 vocab_size=128112 max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096
 encoder_attention_heads=16 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 d_model=1024
 tie_word_embeddings=true
mamba vocab_size=50280 hidden_size=768 state_size=16 num_hidden_layers=32 expand=2 conv_kernel=4 use_bias=false
 use_conv_bias=true time_step_rank="auto" tie_word_embeddings=true
mamba2 num_heads=128 head_dim=64 vocab_size=32768 hidden_size=4096 state_size=128 num_hidden_layers=64 expand=2
 conv_kernel=4 n_groups=8 use_bias=false use_conv_bias=true time_step_rank="auto" tie_word_embeddings=false
marian vocab_size=58101 max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096 encoder_attention_heads=16
 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 d_model=1024 share_encoder_decoder_embeddings=true
 is_decoder=false tie_word_embeddings=true
mbart vocab_size=50265 max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096 encoder_attention_heads=16
 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 d_model=1024 is_decoder=false
 tie_word_embeddings=true
megatron-bert vocab_size=29056 hidden_size=1024 num_hidden_layers=24 num_attention_heads=16 intermediate_size=4096
 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false tie_word_embeddings=true
mellum vocab_size=98304 hidden_size=2304 intermediate_size=7168 num_hidden_layers=28 num_attention_heads=32
 num_key_value_heads=4 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=false
 sliding_window=1024 moe_intermediate_size=896 num_experts_per_tok=8 num_experts=64 head_dim=128
mimo_v2_flash vocab_size=152576 hidden_size=4096 intermediate_size=16384 num_hidden_layers=48 num_attention_heads=64
 num_key_value_heads=4 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=false
 moe_intermediate_size=2048 num_experts_per_tok=8 n_routed_experts=256 head_dim=192 v_head_dim=128 sliding_window=129
minicpm3 vocab_size=73448 hidden_size=2560 intermediate_size=6400 num_hidden_layers=62 num_attention_heads=40
 num_key_value_heads=40 max_position_embeddings=32768 tie_word_embeddings=true attention_bias=false mlp_bias=false
 kv_lora_rank=256 q_lora_rank=768 qk_nope_head_dim=64 qk_rope_head_dim=32
minimax vocab_size=32000 hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false num_experts_per_tok=2
 num_local_experts=8 block_size=256
minimax_m2 vocab_size=200064 hidden_size=3072 intermediate_size=1536 num_hidden_layers=62 num_attention_heads=48
 num_key_value_heads=8 head_dim=128 max_position_embeddings=196608 tie_word_embeddings=false num_experts_per_tok=8
 num_local_experts=256
ministral vocab_size=32000 hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false sliding_window=4096
ministral3 vocab_size=131072 hidden_size=4096 intermediate_size=14336 num_hidden_layers=34 num_attention_heads=32
 num_key_value_heads=8 head_dim=128 max_position_embeddings=262144 tie_word_embeddings=false
mistral vocab_size=32000 hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false sliding_window=4096
mistral3 vision_feature_layer=-1 multimodal_projector_bias=false spatial_merge_size=2 tie_word_embeddings=true
mistral3/text_config model_type="mistral" optional=false head_dim=128 hidden_size=5120 intermediate_size=32768
 max_position_embeddings=131072 num_attention_heads=32 num_hidden_layers=40 num_key_value_heads=8 vocab_size=131072
mistral3/vision_config model_type="pixtral" optional=false intermediate_size=4096 hidden_size=1024 patch_size=14
 image_size=1540 num_hidden_layers=24 num_attention_heads=16 vocab_size=32000 head_dim=64
mistral4 vocab_size=131072 hidden_size=4096 intermediate_size=12288 moe_intermediate_size=2048 num_hidden_layers=36
 num_attention_heads=32 num_key_value_heads=32 n_shared_experts=1 n_routed_experts=128 kv_lora_rank=256
 q_lora_rank=1024 qk_rope_head_dim=64 v_head_dim=128 qk_nope_head_dim=64 num_experts_per_tok=4 first_k_dense_replace=0
 max_position_embeddings=1048576 tie_word_embeddings=false attention_bias=false
mixtral vocab_size=32000 hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false num_experts_per_tok=2
 num_local_experts=8
modernbert vocab_size=50368 hidden_size=768 intermediate_size=1152 num_hidden_layers=22 num_attention_heads=12
 max_position_embeddings=8192 norm_bias=false attention_bias=false local_attention=128 mlp_bias=false
 decoder_bias=true classifier_bias=false tie_word_embeddings=true
modernbert-decoder vocab_size=50368 hidden_size=768 intermediate_size=1152 num_hidden_layers=22 num_attention_heads=12
 max_position_embeddings=8192 norm_bias=false attention_bias=false mlp_bias=false decoder_bias=true
 classifier_bias=false local_attention=128 tie_word_embeddings=true
mpnet vocab_size=30527 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 relative_attention_num_buckets=32 tie_word_embeddings=true
mpt d_model=2048 n_heads=16 n_layers=24 max_seq_len=2048 vocab_size=50368 no_bias=true
 norm_type="low_precision_layernorm" tie_word_embeddings=true
mt5 vocab_size=250112 d_model=512 d_kv=64 d_ff=1024 num_layers=8 num_heads=6 relative_attention_num_buckets=32
 feed_forward_proj="gated-gelu" tie_word_embeddings=true is_decoder=false
mvp vocab_size=50267 max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096 encoder_attention_heads=16
 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 d_model=1024 use_prompt=false is_decoder=false
 tie_word_embeddings=true
nanochat vocab_size=50304 hidden_size=768 intermediate_size=8192 num_hidden_layers=12 num_attention_heads=6
 max_position_embeddings=2048 attention_bias=false tie_word_embeddings=false
nemotron vocab_size=256000 hidden_size=6144 intermediate_size=24576 num_hidden_layers=32 num_attention_heads=48
 max_position_embeddings=4096 tie_word_embeddings=false attention_bias=false mlp_bias=false
nemotron_h vocab_size=131072 hidden_size=4096 tie_word_embeddings=false num_attention_heads=32 num_key_value_heads=8
 head_dim=128 max_position_embeddings=4096 attention_bias=false intermediate_size=21504 mlp_bias=false
 ssm_state_size=128 mamba_num_heads=128 mamba_head_dim=64 n_groups=8 conv_kernel=4 expand=2 use_conv_bias=true
 mamba_proj_bias=false n_routed_experts=8 n_shared_experts=1 moe_intermediate_size=7688
 moe_shared_expert_intermediate_size=7688 num_experts_per_tok=2 num_nextn_predict_layers=0 use_bias=false
nllb-moe vocab_size=128112 max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096
 encoder_attention_heads=16 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 d_model=1024
 router_bias=false num_experts=128 encoder_sparse_step=4 decoder_sparse_step=4 tie_word_embeddings=true
nomic_bert vocab_size=30528 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=2048 type_vocab_size=2
olmo vocab_size=50304 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false
olmo2 vocab_size=50304 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false
olmo3 vocab_size=50304 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false sliding_window=4096
olmo_hybrid vocab_size=100352 hidden_size=3840 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=30
 max_position_embeddings=65536 tie_word_embeddings=false attention_bias=false linear_conv_kernel_dim=4
olmoe vocab_size=50304 hidden_size=2048 intermediate_size=2048 num_hidden_layers=16 num_attention_heads=16
 max_position_embeddings=4096 tie_word_embeddings=false attention_bias=false num_experts_per_tok=8 num_experts=64
openai-gpt vocab_size=40478 n_positions=512 n_embd=768 n_layer=12 n_head=12 tie_word_embeddings=true
opt vocab_size=50272 hidden_size=768 num_hidden_layers=12 ffn_dim=3072 max_position_embeddings=2048
 do_layer_norm_before=true _remove_final_layer_norm=false num_attention_heads=12 enable_bias=true
 layer_norm_elementwise_affine=true tie_word_embeddings=true
paligemma vocab_size=257152 projection_dim=2048 hidden_size=2048 tie_word_embeddings=true
paligemma/vision_config model_type="siglip_vision_model" optional=false intermediate_size=4096 hidden_size=1152
 patch_size=14 image_size=224 num_hidden_layers=27 num_attention_heads=16 vocab_size=257152 vision_use_head=false
paligemma/text_config model_type="gemma" optional=false hidden_size=2048 num_hidden_layers=18 intermediate_size=16384
 num_attention_heads=8 num_key_value_heads=1 vocab_size=257152
pegasus vocab_size=50265 max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096
 encoder_attention_heads=16 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 d_model=1024
 is_decoder=false tie_word_embeddings=true
persimmon vocab_size=262144 hidden_size=4096 intermediate_size=16384 num_hidden_layers=36 num_attention_heads=64
 max_position_embeddings=16384 tie_word_embeddings=false qk_layernorm=true
phi vocab_size=51200 hidden_size=2048 intermediate_size=8192 num_hidden_layers=24 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false qk_layernorm=false
phi3 vocab_size=32064 hidden_size=3072 intermediate_size=8192 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=4096 tie_word_embeddings=false
phimoe vocab_size=32064 hidden_size=4096 intermediate_size=6400 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false num_experts_per_tok=2
 num_local_experts=16 attention_bias=false lm_head_bias=false
pixtral hidden_size=1024 intermediate_size=4096 num_hidden_layers=24 num_attention_heads=16 num_channels=3
 image_size=1024 patch_size=16
plbart vocab_size=50005 max_position_embeddings=1024 encoder_layers=6 encoder_ffn_dim=3072 encoder_attention_heads=12
 decoder_layers=6 decoder_ffn_dim=3072 decoder_attention_heads=12 d_model=768 is_decoder=false
 tie_word_embeddings=true
qwen2 vocab_size=151936 hidden_size=4096 intermediate_size=22016 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=32 max_position_embeddings=32768 tie_word_embeddings=false use_sliding_window=false
 sliding_window=4096 max_window_layers=28
qwen2_5_vl tie_word_embeddings=false
qwen2_5_vl/vision_config model_type="qwen2_5_vl_vision" optional=false
qwen2_5_vl/text_config model_type="qwen2_5_vl_text" optional=false
qwen2_5_vl_text vocab_size=152064 hidden_size=8192 intermediate_size=29568 num_hidden_layers=80 num_attention_heads=64
 num_key_value_heads=8 max_position_embeddings=32768 use_sliding_window=false sliding_window=4096 max_window_layers=80
qwen2_5_vl_vision depth=32 hidden_size=3584 intermediate_size=3420 num_heads=16 in_channels=3 patch_size=14
 spatial_merge_size=2 temporal_patch_size=2 window_size=112 out_hidden_size=3584
qwen2_audio
qwen2_audio/text_config model_type="qwen2" optional=false
qwen2_audio/audio_config model_type="qwen2_audio_encoder" optional=false d_model=1280 encoder_attention_heads=20
 encoder_ffn_dim=5120 encoder_layers=32 num_mel_bins=128 max_source_positions=1500
qwen2_audio_encoder num_mel_bins=128 encoder_layers=32 encoder_attention_heads=20 encoder_ffn_dim=5120 d_model=1280
 max_source_positions=1500
qwen2_moe vocab_size=151936 hidden_size=2048 intermediate_size=5632 num_hidden_layers=24 num_attention_heads=16
 num_key_value_heads=16 max_position_embeddings=32768 tie_word_embeddings=false use_sliding_window=false
 sliding_window=4096 max_window_layers=28 decoder_sparse_step=1 moe_intermediate_size=1408
 shared_expert_intermediate_size=5632 num_experts_per_tok=4 num_experts=60 qkv_bias=true
qwen2_vl tie_word_embeddings=false
qwen2_vl/vision_config model_type="qwen2_vl_vision" optional=false
qwen2_vl/text_config model_type="qwen2_vl_text" optional=false
qwen2_vl_text vocab_size=152064 hidden_size=8192 intermediate_size=29568 num_hidden_layers=80 num_attention_heads=64
 num_key_value_heads=8 max_position_embeddings=32768 use_sliding_window=false sliding_window=4096 max_window_layers=80
qwen2_vl_vision depth=32 embed_dim=1280 hidden_size=3584 mlp_ratio=4 num_heads=16 in_channels=3 patch_size=14
 spatial_merge_size=2 temporal_patch_size=2
qwen3 vocab_size=151936 hidden_size=4096 intermediate_size=22016 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=32 head_dim=128 max_position_embeddings=32768 tie_word_embeddings=false attention_bias=false
 use_sliding_window=false sliding_window=4096 max_window_layers=28
qwen3_5 tie_word_embeddings=false
qwen3_5/vision_config model_type="qwen3_5_vision" optional=false
qwen3_5/text_config model_type="qwen3_5_text" optional=false
qwen3_5_moe tie_word_embeddings=false
qwen3_5_moe/vision_config model_type="qwen3_5_moe_vision" optional=false
qwen3_5_moe/text_config model_type="qwen3_5_moe_text" optional=false
qwen3_5_moe_text vocab_size=248320 hidden_size=2048 num_hidden_layers=40 num_attention_heads=16 num_key_value_heads=2
 max_position_embeddings=32768 tie_word_embeddings=false attention_bias=false head_dim=256 linear_conv_kernel_dim=4
 linear_key_head_dim=128 linear_value_head_dim=128 linear_num_key_heads=16 linear_num_value_heads=32
 moe_intermediate_size=512 shared_expert_intermediate_size=512 num_experts_per_tok=8 num_experts=256
qwen3_5_moe_vision depth=27 hidden_size=1152 intermediate_size=4304 num_heads=16 in_channels=3 patch_size=16
 spatial_merge_size=2 temporal_patch_size=2 out_hidden_size=3584 num_position_embeddings=2304
qwen3_5_text vocab_size=248320 hidden_size=4096 intermediate_size=12288 num_hidden_layers=32 num_attention_heads=16
 num_key_value_heads=4 max_position_embeddings=32768 tie_word_embeddings=false attention_bias=false head_dim=256
 linear_conv_kernel_dim=4 linear_key_head_dim=128 linear_value_head_dim=128 linear_num_key_heads=16
 linear_num_value_heads=32
qwen3_5_vision depth=27 hidden_size=1152 intermediate_size=4304 num_heads=16 in_channels=3 patch_size=16
 spatial_merge_size=2 temporal_patch_size=2 out_hidden_size=3584 num_position_embeddings=2304
qwen3_moe vocab_size=151936 hidden_size=2048 intermediate_size=6144 num_hidden_layers=24 num_attention_heads=32
 num_key_value_heads=4 max_position_embeddings=32768 tie_word_embeddings=false attention_bias=false
 use_sliding_window=false sliding_window=4096 decoder_sparse_step=1 moe_intermediate_size=768 num_experts_per_tok=8
 num_experts=128
qwen3_next vocab_size=151936 hidden_size=2048 intermediate_size=5632 num_hidden_layers=48 num_attention_heads=16
 num_key_value_heads=2 max_position_embeddings=32768 tie_word_embeddings=false attention_bias=false head_dim=256
 linear_conv_kernel_dim=4 linear_key_head_dim=128 linear_value_head_dim=128 linear_num_key_heads=16
 linear_num_value_heads=32 decoder_sparse_step=1 moe_intermediate_size=512 shared_expert_intermediate_size=512
 num_experts_per_tok=10 num_experts=512
qwen3_vl tie_word_embeddings=false
qwen3_vl/vision_config model_type="qwen3_vl_vision" optional=false
qwen3_vl/text_config model_type="qwen3_vl_text" optional=false
qwen3_vl_moe tie_word_embeddings=false
qwen3_vl_moe/vision_config model_type="qwen3_vl_moe_vision" optional=false
qwen3_vl_moe/text_config model_type="qwen3_vl_moe_text" optional=false
qwen3_vl_moe_text vocab_size=151936 hidden_size=2048 intermediate_size=5632 num_hidden_layers=24
 num_attention_heads=16 num_key_value_heads=16 max_position_embeddings=128000 tie_word_embeddings=true
 attention_bias=false decoder_sparse_step=1 moe_intermediate_size=1408 num_experts_per_tok=4 num_experts=60
qwen3_vl_moe_vision depth=27 hidden_size=1152 intermediate_size=4304 num_heads=16 in_channels=3 patch_size=16
 spatial_merge_size=2 temporal_patch_size=2 out_hidden_size=3584 num_position_embeddings=2304
 deepstack_visual_indexes=[8,16,24]
qwen3_vl_text vocab_size=151936 hidden_size=4096 intermediate_size=22016 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=32 head_dim=128 max_position_embeddings=128000 attention_bias=false
qwen3_vl_vision depth=27 hidden_size=1152 intermediate_size=4304 num_heads=16 in_channels=3 patch_size=16
 spatial_merge_size=2 temporal_patch_size=2 out_hidden_size=3584 num_position_embeddings=2304
 deepstack_visual_indexes=[8,16,24]
recurrent_gemma num_hidden_layers=26 vocab_size=256000 hidden_size=2560 intermediate_size=7680 num_attention_heads=10
 attention_window_size=2048 conv1d_width=4 block_types=["recurrent","recurrent","attention"] attention_bias=false
 tie_word_embeddings=true
rembert vocab_size=250300 hidden_size=1152 num_hidden_layers=32 num_attention_heads=18 input_embedding_size=256
 output_embedding_size=1664 intermediate_size=4608 max_position_embeddings=512 type_vocab_size=2 is_decoder=false
 add_cross_attention=false tie_word_embeddings=false
roberta vocab_size=50265 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false tie_word_embeddings=true
roberta-prelayernorm vocab_size=50265 hidden_size=768 num_hidden_layers=12 num_attention_heads=12
 intermediate_size=3072 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false
 tie_word_embeddings=true
roformer vocab_size=50000 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=1536 type_vocab_size=2 is_decoder=false add_cross_attention=false tie_word_embeddings=true
sarvam_mla vocab_size=262144 hidden_size=4096 intermediate_size=16384 moe_intermediate_size=2048 num_hidden_layers=32
 num_attention_heads=64 n_shared_experts=1 n_routed_experts=128 kv_lora_rank=512 qk_rope_head_dim=64 v_head_dim=128
 qk_nope_head_dim=128 num_experts_per_tok=8 first_k_dense_replace=1 max_position_embeddings=4096
 tie_word_embeddings=false attention_bias=false
sarvam_moe vocab_size=262144 hidden_size=4096 intermediate_size=8192 num_hidden_layers=19 num_attention_heads=64
 num_key_value_heads=4 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=false
 moe_intermediate_size=1024 num_experts_per_tok=6 n_shared_experts=1 n_routed_experts=128 first_k_dense_replace=1
 use_qk_norm=true head_dim=64
seed_oss vocab_size=155136 hidden_size=4096 intermediate_size=27648 num_hidden_layers=64 num_attention_heads=80
 num_key_value_heads=8 max_position_embeddings=524288 tie_word_embeddings=false attention_bias=true
 attention_out_bias=false mlp_bias=false head_dim=128
siglip
siglip/vision_config model_type="siglip_vision_model" optional=false
siglip/text_config model_type="siglip_text_model" optional=false
siglip2
siglip2/vision_config model_type="siglip2_vision_model" optional=false
siglip2/text_config model_type="siglip2_text_model" optional=false
siglip2_text_model vocab_size=32000 hidden_size=768 intermediate_size=3072 num_hidden_layers=12 num_attention_heads=12
 max_position_embeddings=64
siglip2_vision_model hidden_size=768 intermediate_size=3072 num_hidden_layers=12 num_attention_heads=12 num_channels=3
 patch_size=16 vision_use_head=true num_patches=256
siglip_text_model vocab_size=32000 hidden_size=768 intermediate_size=3072 num_hidden_layers=12 num_attention_heads=12
 max_position_embeddings=64
siglip_vision_model hidden_size=768 intermediate_size=3072 num_hidden_layers=12 num_attention_heads=12 num_channels=3
 image_size=224 patch_size=16 vision_use_head=true
smollm3 vocab_size=128256 hidden_size=2048 intermediate_size=11008 num_hidden_layers=36 num_attention_heads=16
 num_key_value_heads=4 max_position_embeddings=32768 use_sliding_window=false no_rope_layer_interval=4
 attention_bias=false mlp_bias=false tie_word_embeddings=true
smolvlm tie_word_embeddings=false scale_factor=2
smolvlm/text_config model_type="llama" optional=false
smolvlm/vision_config model_type="smolvlm_vision" optional=false
smolvlm_vision hidden_size=1152 intermediate_size=3072 num_hidden_layers=12 num_attention_heads=16 num_channels=3
 image_size=224 patch_size=32
solar_open vocab_size=196608 hidden_size=4096 num_hidden_layers=48 num_attention_heads=64 num_key_value_heads=8
 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=false moe_intermediate_size=1280
 num_experts_per_tok=8 n_shared_experts=1 n_routed_experts=128 head_dim=128
speech_to_text vocab_size=10000 encoder_layers=12 encoder_ffn_dim=2048 encoder_attention_heads=4 decoder_layers=6
 decoder_ffn_dim=2048 decoder_attention_heads=4 d_model=256 max_source_positions=6000 max_target_positions=1024
 num_conv_layers=2 conv_kernel_sizes=[5,5] conv_channels=1024 input_feat_per_channel=80 input_channels=1
 tie_word_embeddings=true
stablelm vocab_size=50304 intermediate_size=6912 hidden_size=2560 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=32 max_position_embeddings=4096 tie_word_embeddings=false use_qkv_bias=false qk_layernorm=false
 use_parallel_residual=false
starcoder2 vocab_size=49152 hidden_size=3072 intermediate_size=12288 num_hidden_layers=30 num_attention_heads=24
 num_key_value_heads=2 max_position_embeddings=4096 use_bias=true tie_word_embeddings=true
step3p5 vocab_size=128815 hidden_size=4096 intermediate_size=11264 num_hidden_layers=45 num_attention_heads=64
 num_key_value_heads=8 head_dim=128 max_position_embeddings=128000 tie_word_embeddings=false num_experts_per_tok=8
 num_local_experts=128 moe_intermediate_size=1280 n_routed_experts=288 share_expert_dim=1280 attention_bias=false
 mlp_bias=false
step3p5_vision hidden_size=1536 intermediate_size=3072 num_hidden_layers=47 num_attention_heads=16 num_channels=3
 image_size=728 patch_size=14 mlp_ratio=5.833333333333333 layer_scale_init_value=0.1 max_position_embeddings=2704
step3p7 projector_bias=false
step3p7/vision_config model_type="step3p5_vision" optional=false
step3p7/text_config model_type="step3p5" optional=false
switch_transformers vocab_size=32128 d_model=768 d_kv=64 d_ff=2048 num_layers=12 num_sparse_encoder_layers=3
 num_decoder_layers=12 num_sparse_decoder_layers=3 num_heads=12 num_experts=8 router_bias=false
 relative_attention_num_buckets=32 tie_word_embeddings=true is_decoder=false add_cross_attention=false
t5 vocab_size=32128 d_model=512 d_kv=64 d_ff=2048 num_layers=6 num_heads=8 relative_attention_num_buckets=32
 feed_forward_proj="relu" is_decoder=false
t5gemma tie_word_embeddings=true vocab_size=256000
t5gemma/encoder model_type="t5_gemma_module" optional=false
t5gemma/decoder model_type="t5_gemma_module" optional=false
umt5 vocab_size=250112 d_model=512 d_kv=64 d_ff=1024 num_layers=8 num_heads=6 relative_attention_num_buckets=32
 feed_forward_proj="gated-gelu" is_decoder=false
unispeech vocab_size=32 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 feat_extract_norm="group" conv_bias=false num_conv_pos_embeddings=128 num_conv_pos_embedding_groups=16
 mask_time_prob=0.05 mask_feature_prob=0.0 num_codevectors_per_group=320 num_codevector_groups=2 codevector_dim=256
 proj_codevector_dim=256 use_weighted_layer_sum=false classifier_proj_size=256
unispeech-sat vocab_size=32 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 feat_extract_norm="group" conv_bias=false num_conv_pos_embeddings=128 num_conv_pos_embedding_groups=16
 mask_time_prob=0.05 mask_feature_prob=0.0 num_codevectors_per_group=320 num_codevector_groups=2 codevector_dim=256
 proj_codevector_dim=256 use_weighted_layer_sum=false classifier_proj_size=256
vaultgemma vocab_size=256000 hidden_size=2304 intermediate_size=9216 num_hidden_layers=26 num_attention_heads=8
 num_key_value_heads=4 head_dim=256 max_position_embeddings=8192 tie_word_embeddings=true attention_bias=false
 sliding_window=4096
videomae image_size=224 patch_size=16 num_channels=3 num_frames=16 tubelet_size=2 hidden_size=768 num_hidden_layers=12
 num_attention_heads=12 intermediate_size=3072 qv_bias=true use_mean_pooling=true decoder_num_attention_heads=6
 decoder_hidden_size=384 decoder_num_hidden_layers=4 decoder_intermediate_size=1536
vipllava vision_feature_layer=[-2,-5,-8,-11,6] tie_word_embeddings=false
vipllava/text_config model_type="llama" optional=false
vipllava/vision_config model_type="clip_vision_model" optional=false intermediate_size=4096 hidden_size=1024
 patch_size=14 image_size=336 num_hidden_layers=24 num_attention_heads=16 vocab_size=32000 projection_dim=768
vit hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 image_size=224 patch_size=16
 num_channels=3 qkv_bias=true
vit_mae hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 image_size=224
 patch_size=16 num_channels=3 qkv_bias=true decoder_num_attention_heads=16 decoder_hidden_size=512
 decoder_num_hidden_layers=8 decoder_intermediate_size=2048
vit_msn hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 image_size=224
 patch_size=16 num_channels=3 qkv_bias=true
vivit image_size=224 num_frames=32 tubelet_size=[2,16,16] num_channels=3 hidden_size=768 num_hidden_layers=12
 num_attention_heads=12 intermediate_size=3072 qkv_bias=true
voxtral
voxtral/text_config model_type="llama" optional=false vocab_size=131072 hidden_size=3072 intermediate_size=8192
 num_hidden_layers=30 num_key_value_heads=8 max_position_embeddings=131072 head_dim=128
voxtral/audio_config model_type="voxtral_encoder" optional=false
voxtral_encoder vocab_size=51866 hidden_size=1280 intermediate_size=5120 num_hidden_layers=32 num_attention_heads=20
 num_mel_bins=128 max_source_positions=1500
wav2vec2 vocab_size=32 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 feat_extract_norm="group" conv_bias=false num_conv_pos_embeddings=128 num_conv_pos_embedding_groups=16
 mask_time_prob=0.05 mask_feature_prob=0.0 num_codevectors_per_group=320 num_codevector_groups=2 codevector_dim=256
 proj_codevector_dim=256 use_weighted_layer_sum=false classifier_proj_size=256 add_adapter=false
wavlm vocab_size=32 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 feat_extract_norm="group" conv_bias=false num_conv_pos_embeddings=128 num_conv_pos_embedding_groups=16
 num_buckets=320 mask_time_prob=0.05 mask_feature_prob=0.0 num_codevectors_per_group=320 num_codevector_groups=2
 codevector_dim=256 proj_codevector_dim=256 use_weighted_layer_sum=false classifier_proj_size=256 add_adapter=false
whisper vocab_size=51865 num_mel_bins=80 encoder_layers=4 encoder_attention_heads=6 decoder_layers=4
 decoder_attention_heads=6 decoder_ffn_dim=1536 encoder_ffn_dim=1536 d_model=384 max_source_positions=1500
 max_target_positions=448 use_weighted_layer_sum=false classifier_proj_size=256 mask_time_prob=0.05
 mask_feature_prob=0.0 tie_word_embeddings=true
xglm vocab_size=256008 max_position_embeddings=2048 d_model=1024 ffn_dim=4096 num_layers=24 attention_heads=16
 add_cross_attention=false tie_word_embeddings=true
xlm vocab_size=30145 emb_dim=2048 n_layers=12 n_heads=16 causal=false asm=false n_langs=1 use_lang_emb=true
 max_position_embeddings=512 tie_word_embeddings=true
xlm-roberta vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false tie_word_embeddings=true
xlm-roberta-xl vocab_size=250880 hidden_size=2560 num_hidden_layers=36 num_attention_heads=32 intermediate_size=10240
 max_position_embeddings=514 type_vocab_size=1 is_decoder=false add_cross_attention=false tie_word_embeddings=true
xlnet vocab_size=32000 d_model=1024 n_layer=24 n_head=16 d_inner=4096 tie_word_embeddings=true
youtu vocab_size=128256 hidden_size=2048 intermediate_size=6144 num_hidden_layers=32 num_attention_heads=16
 num_key_value_heads=16 kv_lora_rank=512 q_lora_rank=1536 qk_rope_head_dim=64 v_head_dim=128 qk_nope_head_dim=128
 max_position_embeddings=131072 tie_word_embeddings=true attention_bias=false
zamba2 vocab_size=32000 max_position_embeddings=4096 hidden_size=2560 num_hidden_layers=54 mamba_d_state=64
 mamba_d_conv=4 mamba_expand=2 mamba_ngroups=1 n_mamba_heads=8 use_conv_bias=true add_bias_linear=false
 num_attention_heads=32 num_mem_blocks=1 use_shared_attention_adapter=false adapter_rank=128 tie_word_embeddings=true
"""
